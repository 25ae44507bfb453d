import type { SurveyedFunction } from "../../languages/front-end.js";
import type { TaggedText, TagMention, TagScanner } from "../scanner.js";

/** Names of test functions and the macros that make them. */
const TEST_NAME = /^(?:test|Test|it|should|verify|verifies)_|_test$|^test[A-Z]/;
const TEST_MACRO = /^(?:(?:TYPED_)?TEST(?:_[FP])?|ZTEST(?:_\w+)?|TEST_CASE|Test)\s*\(/;
/** An id as a name can hold it: `SRS_012` in `test_SRS_012_limits_rate`. */
const ID_IN_NAME = /(?<![A-Za-z0-9])[A-Z][A-Z0-9]*(?:_[A-Z][A-Z0-9]*)*_[0-9]+(?:_[0-9]+)*(?![A-Za-z0-9])/g;

/** Ids in the names of tests: `void test_SRS_012_limits_rate(void)`, `TEST(Flow, SRS_012_LimitsRate)`. A name that no item has is a name. */
export const testNameScanner: TagScanner = {
  name: "test-names",
  scan(file, _isId, { isTest }) {
    return (file.facts.functions ?? []).flatMap((fact, index) => {
      const isMacro = TEST_MACRO.test(fact.signature);
      if (!fact.body || !(isMacro || (isTest && TEST_NAME.test(fact.name)))) return [];
      return mentionsIn(file, fact, index, isMacro);
    });
  },
};

function mentionsIn(file: TaggedText, fact: SurveyedFunction, index: number, isMacro: boolean): TagMention[] {
  const { text } = file.document;
  const { nameSpan } = fact;
  // Of `TEST(Suite, Name)` the arguments are the name.
  const inBrackets = isMacro
    ? /^\s*\([^)]{0,500}/.exec(text.slice(nameSpan.end, Math.min(nameSpan.end + 510, fact.span.end)))?.[0]
    : undefined;
  const written = inBrackets ?? text.slice(nameSpan.start, nameSpan.end);
  const start = inBrackets === undefined ? nameSpan.start : nameSpan.end;
  return idsInName(written).map(({ id, at }): TagMention => {
    const idSpan = { start: start + at, end: start + at + id.length };
    return {
      role: "verifies",
      loose: true,
      inexact: "name",
      id,
      idSpan,
      tagSpan: idSpan,
      tag: "test name",
      attachment: { to: "function", index, inside: false },
    };
  });
}

/** What may be ids in the name of a test, with their places: `SRS_012` of `test_SRS_012_limits`. */
export function idsInName(name: string): readonly { readonly id: string; readonly at: number }[] {
  return [...name.matchAll(ID_IN_NAME)].flatMap(({ 0: found, index: at }) => variants(found).map((id) => ({ id, at })));
}

/** `SRS_012_3` may mean SRS-012.3, or SRS-012 and a number of its own. */
function variants(name: string): string[] {
  const found = [name];
  for (let shorter = name.replace(/_[0-9]+$/, ""); /_[0-9]+$/.test(shorter) && found.length < 5; shorter = shorter.replace(/_[0-9]+$/, ""))
    found.push(shorter);
  return found;
}
