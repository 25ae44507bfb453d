import assert from "node:assert/strict";
import { traceProject } from "../../harness/trace.js";

/** Tags of a source as `ID owner`, in text order. */
async function owners(text: string, path = "src/a.cpp"): Promise<string[]> {
  const { contributions } = await traceProject(`//- ${path}\n${text}`);
  const source = contributions[0]?.source;
  return [...(source?.mentions ?? [])]
    .sort((a, b) => a.idSpan.start - b.idSpan.start)
    .map(({ id, owner }) => {
      if (owner.of === "function") return `${id} ${source?.functions[owner.index]?.qualifiedName ?? "?"}`;
      return owner.of === "file" ? `${id} file` : `${id} ${owner.of} ${owner.of === "test" ? `${owner.suite}/` : ""}${owner.name}`;
    });
}

describe("what a tag belongs to", () => {
  it("a function with macros, attributes and other words before it", async () => {
    assert.deepEqual(
      await owners(
        `#include <stdint.h>
#define API __attribute__((visibility("default")))
/** @satisfies R-1 */
API int a(void) { return 0; }

/** @satisfies R-2 */
EXPORTED_SYMBOL int b(void) { return 0; }

/** @satisfies R-3 */
__weak void c(void) { }

/** @satisfies R-4 */
static inline ALWAYS_INLINE uint32_t d(uint32_t x) { return x; }

/** @satisfies R-5 */
__attribute__((noinline, section(".ram"))) void e(void) { }

/** @satisfies R-6 */
#pragma optimize
void f(void) { }

/** @satisfies R-7 */
SOME_MACRO(1)
int g(void) { return 1; }
`,
        "src/a.c",
      ),
      ["R-1 a", "R-2 b", "R-3 c", "R-4 d", "R-5 e", "R-6 f", "R-7 g"],
    );
  });

  it("a function below a conditional, and both of its branches", async () => {
    assert.deepEqual(
      await owners(
        `int before;
/** @satisfies R-1 */
#ifdef FAST
int a(void) { return 0; }
#else
int a(void) { return 1; }
#endif

#if defined(B)
/** @satisfies R-2 */
int b(void) { return 0; }
#endif
`,
        "src/a.c",
      ),
      ["R-1 a", "R-2 b"],
    );
  });

  it("methods, operators, templates and their specialisations", async () => {
    assert.deepEqual(
      await owners(`namespace pump {
/** @satisfies R-1 */
class Flow {
public:
  /// @satisfies R-2
  Flow(int rate) : rate_(rate) {}
  /// @satisfies R-3
  bool operator==(const Flow& other) const { return rate_ == other.rate_; }
  /** @satisfies R-4 */
  explicit operator int() const { return rate_; }
  int rate_; ///< @satisfies R-5
  /// @satisfies R-6
  ~Flow();
};

/** @satisfies R-7 */
template <typename T, int N = 4>
T limit(T value) { return value; }

/** @satisfies R-8 */
template <>
int limit<int>(int value) { return value; }

/** @satisfies R-9 */
Flow::~Flow() {}

/** @satisfies R-10 */
std::ostream& operator<<(std::ostream& out, const Flow& flow) { return out; }

/** @satisfies R-11 */
[[nodiscard]] constexpr auto twice(int x) noexcept -> int { return 2 * x; }
}
`),
      [
        "R-1 class pump::Flow",
        "R-2 pump::Flow::Flow",
        "R-3 pump::Flow::operator==",
        // Conversion operators are no functions of their own to the facts.
        "R-4 class pump::Flow",
        "R-5 class pump::Flow",
        "R-6 pump::Flow::~Flow",
        "R-7 pump::limit",
        "R-8 pump::limit",
        "R-9 pump::Flow::~Flow",
        "R-10 pump::operator<<",
        "R-11 pump::twice",
      ],
    );
  });

  it("tests that macros make, each its own", async () => {
    assert.deepEqual(
      await owners(
        `#include <gtest/gtest.h>
/// @verifies R-1
TEST(Flow, Limits) { EXPECT_EQ(1, 1); }

/// @verifies R-2
TEST_F(FlowTest, Stops)
{
  // @verifies R-3
  EXPECT_TRUE(true);
}

/** @verifies R-4 */
TEST_P(Rates, All) { }
`,
        "test/flow_test.cpp",
      ),
      ["R-1 test Flow/Limits", "R-2 test FlowTest/Stops", "R-3 test FlowTest/Stops", "R-4 test Rates/All"],
    );
    assert.deepEqual(
      await owners(
        `/**
 * @verifies R-1
 */
ZTEST(flow, test_limits)
{
	zassert_true(true);
}

/** @verifies R-2 */
ZTEST_F(flow_fixture, test_stops)
{
}

ZTEST_SUITE(flow, NULL, NULL, NULL, NULL, NULL);

/** @verifies R-3 */
ZTEST_USER(flow, test_user)
{
	/* @verifies R-4 */
}
`,
        "test/test_flow.c",
      ),
      ["R-1 test flow/test_limits", "R-2 test flow_fixture/test_stops", "R-3 test flow/test_user", "R-4 test flow/test_user"],
    );
  });

  it("a group for all its members, a file for the whole of it", async () => {
    assert.deepEqual(
      await owners(
        `/**
 * @file a.c
 * @brief Flow.
 * @satisfies R-1
 */
#include "a.h"

/** @name Limits
 *  @satisfies R-2
 * @{ */
/** Upper. */
int upper(void) { return 0; }
int lower(void) { return 0; }
/** @} */

/**
 * @defgroup dose Dose
 * @satisfies R-3
 * @{
 */

/** @satisfies R-4 */
int dose(void) { return 0; }

/** @} */

/**
 * @ingroup dose
 * @satisfies R-5
 */
int more(void) { return 0; }

/** @addtogroup other
 *  @satisfies R-6
 */
`,
        "src/a.c",
      ),
      ["R-1 file", "R-2 range lines 8-14", "R-3 range lines 16-25", "R-4 dose", "R-5 more", "R-6 file"],
    );
  });

  it("comments behind code, between functions and at the end", async () => {
    assert.deepEqual(
      await owners(
        `#include <stdio.h>

int a(void) { return 0; } /**< @satisfies R-1 */

/* @satisfies R-2 */

int b(void)
{
  return 1; // @satisfies R-3
}

// @satisfies R-4
// more of it

// plain
int c(void) { return 0; }
/* @satisfies R-5 */
`,
        "src/a.c",
      ),
      ["R-1 a", "R-2 file", "R-3 b", "R-4 file", "R-5 file"],
    );
  });

  it("each of several mains", async () => {
    const main = (id: string): string => `/** @satisfies ${id} */\nint main(void) { return 0; }\n`;
    const { graph } = await traceProject(
      `//- vitalint.json\n{ "units": "function" }\n//- docs/requirements.md\n### R-1 A\n### R-2 B\n//- a/main.c\n${main("R-1")}//- b/main.c\n${main("R-2")}`,
    );
    assert.deepEqual(
      graph.edges.map(({ from, to }) => `${from} ${to}`),
      ["a/main.c#main R-1", "b/main.c#main R-2"],
    );
    const both = await owners(
      "#ifdef A\n/** @satisfies R-1 */\nint main(void) { return 0; }\n#else\n/** @satisfies R-2 */\nint main(int argc, char **argv) { return 0; }\n#endif\n",
      "a.c",
    );
    assert.deepEqual(both, ["R-1 main", "R-2 main"]);
  });

  it("functions in C linkage and anonymous namespaces", async () => {
    assert.deepEqual(
      await owners(`extern "C" {
/** @satisfies R-1 */
int a(void) { return 0; }
}

/** @satisfies R-2 */
extern "C" int b(void) { return 0; }

namespace {
/** @satisfies R-3 */
int c() { return 0; }
}  // namespace
`),
      ["R-1 a", "R-2 b", "R-3 c"],
    );
  });
});
