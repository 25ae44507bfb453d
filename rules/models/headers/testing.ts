import type { HeaderModel } from "../../../engine/src/index.js";

/** A fatal check of GoogleTest leaves the function when it fails; the others go on (GoogleTest, "Assertions Reference"). */
const comparisons = [
  ["EQ", "=="],
  ["NE", "!="],
  ["LT", "<"],
  ["LE", "<="],
  ["GT", ">"],
  ["GE", ">="],
] as const;

/** Test frameworks: what holds behind their checks. */
export const TESTING_HEADERS: readonly HeaderModel[] = [
  {
    names: ["gtest/gtest.h", "gtest.h", "gmock/gmock.h"],
    text: `
#define ASSERT_TRUE(condition) if (!(condition)) return
#define ASSERT_FALSE(condition) if (condition) return
${comparisons.map(([name, operator]) => `#define ASSERT_${name}(a, b) if (!((a) ${operator} (b))) return`).join("\n")}
`,
  },
];
