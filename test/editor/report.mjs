/** Prints what did not pass and the counts; true when tests ran and none failed. */
export function report(route, { tests, pictures }, log) {
  const count = (state) => tests.filter((test) => test.state === state).length;
  for (const test of tests) {
    if (test.state !== "passed") console.log(`  ${test.state}: ${test.title}${test.error ? `\n${test.error}` : ""}`);
  }
  log(`${route}: ${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped, ${pictures.length} pictures`);
  return count("failed") === 0 && count("passed") > 0;
}
