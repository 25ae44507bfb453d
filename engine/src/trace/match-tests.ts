import type { FilePath } from "../text/span.js";
import type { ItemLocation, TestResult, TraceItem } from "./graph.js";
import type { OpenLink } from "./graph-node.js";
import { PARTLY } from "./verification/verification-states.js";
import { TestMatcher, type TestCaseName } from "./test-matching.js";

interface OfFile {
  /** Test cases that only results know. */
  readonly made: TraceItem[];
  readonly links: OpenLink[];
}

interface MatchedTests {
  readonly resultsOf: ReadonlyMap<string, readonly TestResult[]>;
  readonly byFile: ReadonlyMap<FilePath, OfFile>;
}

/**
 * Gives each result to its test case; a result that names ids itself and has no test case in code becomes one. `isDescribed`: true
 * for the id of a test case that code or a document describes.
 */
export function matchTests(
  tests: readonly TestResult[],
  cases: readonly TestCaseName[],
  isDescribed: (id: string) => boolean,
): MatchedTests {
  const matcher = new TestMatcher(cases);
  const resultsOf = new Map<string, TestResult[]>();
  const byFile = new Map<FilePath, OfFile>();
  for (const result of tests) {
    const { file } = result;
    let own = byFile.get(file);
    if (!own) byFile.set(file, (own = { made: [], links: [] }));
    // A test case that a document describes is named by the result.
    const described = result.ids.filter(isDescribed);
    const { idsInName = [] } = result;
    let id = matcher.match(result) ?? described[0];
    if (id === undefined) {
      if (result.ids.length === 0 && idsInName.length === 0) continue;
      id = result.suite === "" ? result.name : `${result.suite}.${result.name}`;
      const location: ItemLocation = { kind: "span", file, span: result.span, idSpan: result.span };
      own.made.push({ id, kind: "test-case", title: result.name, text: "", attributes: {}, location });
    }
    for (const test of new Set([id, ...described])) {
      const list = resultsOf.get(test);
      if (list) list.push(result);
      else resultsOf.set(test, [result]);
    }
    const location = { file, span: result.span };
    for (const to of result.ids)
      if (!described.includes(to)) {
        const relation = result.partialIds?.includes(to) === true ? { relation: PARTLY } : {};
        own.links.push({ role: "verifies", from: id, to, location, idSpan: result.span, via: "test result", ...relation });
      }
    for (const to of idsInName)
      own.links.push({ role: "verifies", loose: true, inexact: "name", from: id, to, location, idSpan: result.span, via: "test name" });
  }
  return { resultsOf, byFile };
}
