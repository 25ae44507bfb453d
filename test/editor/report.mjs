/** Every route's tests in the form of Mocha's own JSON report. */
export class Results {
  #tests = [];

  add(route, tests) {
    for (const test of tests)
      this.#tests.push({ fullTitle: `${route}: ${test.title}`, state: test.state, err: { stack: test.error ?? "" } });
  }

  toJson() {
    const of = (state) => this.#tests.filter((test) => test.state === state).map(({ fullTitle, err }) => ({ fullTitle, err }));
    return JSON.stringify({ passes: of("passed"), failures: of("failed"), pending: of("skipped") }, null, 2);
  }
}

/** Prints what did not pass and the counts; true when tests ran and none failed. */
export function report(route, { tests, pictures }, log) {
  const count = (state) => tests.filter((test) => test.state === state).length;
  for (const test of tests) {
    if (test.state !== "passed") console.log(`  ${test.state}: ${test.title}${test.error ? `\n${test.error}` : ""}`);
  }
  log(`${route}: ${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped, ${pictures.length} pictures`);
  return count("failed") === 0 && count("passed") > 0;
}
