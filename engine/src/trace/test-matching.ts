import type { TestResult, TestStatus } from "./graph.js";

/** A test case as code states it. */
export interface TestCaseName {
  readonly id: string;
  readonly suite: string;
  readonly name: string;
  /** File name without extension: tells tests of the same name apart by the suite that a result names. */
  readonly stem: string;
}

/** Longer names are cut for matching. In characters. */
const MAX_NAME = 1000;

/** Finds the test cases that results belong to, by name: `name`, `Suite.name`, `suite name`, a group's title as prefix. */
export class TestMatcher {
  private readonly byName = new Map<string, TestCaseName[]>();

  constructor(cases: readonly TestCaseName[]) {
    for (const testCase of cases) {
      for (const key of new Set([testCase.name, ...qualified(testCase.suite, testCase.name)])) {
        const list = this.byName.get(key);
        if (list) list.push(testCase);
        else this.byName.set(key, [testCase]);
      }
    }
  }

  /** The test case of a result; `undefined` when none or more than one can be meant. */
  match(result: TestResult): string | undefined {
    // GoogleTest names a parameterised test `Instance/Suite` and `Name/0`, pytest `name[parameter]`.
    const name = result.name
      .slice(0, MAX_NAME)
      .replace(/\[[^\]]*\]$/, "")
      .replace(/\/\d+$/, "")
      .replace(/\(.*\)$/, "");
    const suites = new Set([result.suite, result.suite.slice(result.suite.lastIndexOf("/") + 1).replace(/\/\d+$/, "")]);
    for (const suite of suites) for (const key of qualified(suite, name)) if (this.one(key, result)) return this.one(key, result);
    return (
      this.one(name, result) ??
      this.one(result.name, result) ??
      this.group(`${result.suite.slice(0, MAX_NAME)} ${name}`, result) ??
      this.group(name, result)
    );
  }

  private one(key: string, result: TestResult): string | undefined {
    const found = this.byName.get(key);
    if (!found || found.length === 0) return undefined;
    if (found.length === 1) return found[0]?.id;
    const suite = result.suite.toLowerCase();
    const named = found.filter(({ stem }) => suite.includes(stem.toLowerCase()));
    return named.length === 1 ? named[0]?.id : undefined;
  }

  /** The longest group (`describe`) whose title begins the full title. */
  private group(title: string, result: TestResult): string | undefined {
    for (let end = title.lastIndexOf(" "); end > 0; end = title.lastIndexOf(" ", end - 1)) {
      const found = this.one(title.slice(0, end), result);
      if (found) return found;
    }
    return undefined;
  }
}

function qualified(suite: string, name: string): string[] {
  return suite === "" ? [] : [`${suite}.${name}`, `${suite} ${name}`, `${suite}::${name}`];
}

const WORST: readonly TestStatus[] = ["failed", "not-run", "skipped", "passed"];

/** The result that stands for a test case: of runs of the same test the latest, of several tests (parameters) the worst. */
export function decisive(results: readonly TestResult[]): TestResult | undefined {
  const latest = new Map<string, TestResult>();
  for (const result of results) {
    const key = `${result.suite}\u0000${result.name}`;
    const before = latest.get(key);
    if (!before || isLater(result, before)) latest.set(key, result);
  }
  return [...latest.values()].sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status))[0];
}

function isLater(a: TestResult, b: TestResult): boolean {
  const order = (a.timestamp ?? "") < (b.timestamp ?? "") ? -1 : (a.timestamp ?? "") > (b.timestamp ?? "") ? 1 : 0;
  return order > 0 || (order === 0 && WORST.indexOf(a.status) < WORST.indexOf(b.status));
}
