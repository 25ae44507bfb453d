import assert from "node:assert/strict";
import { SourceDocument, type ParsedFile } from "../../../../engine/src/index.js";
import type { SurveyedFile } from "../../../../engine/src/languages/front-end.js";
import { isName } from "../../../../engine/src/languages/c/survey/body-tokens.js";
import { tokens } from "../../../../engine/src/text/tokens.js";
import { cFrontEnd, NO_INCLUDES } from "../../../harness/parse-c.js";
import { cParsers } from "../../../harness/parsers.js";

// A survey leaves out the bodies of functions. Whatever it says, the whole parse must say the same.

/** Every form of statement, declaration and expression that a plain body may hold. */
const PLAIN = `#include <stdint.h>
/** State of the pump. */
struct pump { int rate; /**< in ml/h */ };
#define LIMIT 10
static int total; // how much

/** @satisfies SRS-1 */
int32_t Pump_Run(struct pump *pump, const uint8_t *data, size_t length)
{
    // first
    int sum = 0, *at = &sum, table[LIMIT] = {1, 2, 3,}; /* inside */
    const unsigned long mask = 0xFFul;
    static struct pump idle = {.rate = 0};
    buffer_t *buffer = make("a\\n" "b", 'c', '\\0'), other;
    for (size_t i = 0; i < length; i++) {
        if (data[i] == 0) continue;
        else if (!data[i] && (sum & 1) != 0) break;
        sum += (int)data[i] * -1 + *at;
        pump->rate = (sum > 3) ? (uint8_t)sum : table[i % LIMIT];
    }
    while (sum-- > 0) { *at = ~sum; (*handlers[sum])(pump, 1.5f); }
    do total += sizeof(struct pump) + sizeof table / sizeof(table[0]); while (total < 100);
    switch (pump->rate) {
    case LIMIT:
    case 2: total = 1; break;
    case 3: { int inner = 3; total = inner; } break;
    default: goto out;
    }
    printf("%" PRIu32 "\\n", (value_t *)pump->rate, (value_t) total);
    for (;;) { ; }
out:
    return total;
}

/** Says nothing. */
void nothing(void);
void nothing(void) {} // trailing
#define FIRST(x) (x) /* of a macro */
static inline const struct pump *Pump_First(const struct pump *const pumps, uint8_t at[4], unsigned) { return pumps; }
/* of its own */ int odd_head(int a, ...) { return a; }
#if PUMP_EXTRA
/** @satisfies SRS-2 */
int32_t *extra(pump_t *pump) { return &pump->extra; }
#endif
`;

/** Heads, and what stands before them, that are left to the parser. */
const ODD_HEADS: readonly string[] = [
  "int (*get(void))(int) { return 0; }",
  "int old(a) int a; { return a; }",
  "int many(int a, ...) { return a; }",
  "int listed[] = { 1 } , more(void) { return 1; }",
  "int *p = (int[]){ 1 } int after(void) { return 1; } ;",
  "#define OPEN /* goes on;\nint hidden(void) { return 1; } */",
  "/* never closed\nint hidden(void) { return 1; }",
  "int odd(int a) {\n#define OPEN /* goes on;\n return a; }\n/* ends */ return a; }\nint next(void) { return 1; }",
  "struct s { int a; } get(void) { return x; }",
  'extern "C" { int inner(void) { return 1; } }',
  "int nested(void) {\n#if A\n}\n#else\n}\n#endif\nint next(void) { return 1; }",
];

/** Each of these bodies holds something that is left to the parser. */
const ODD: readonly string[] = [
  "struct inner { int a; } x; x.a = 1;",
  "typedef int local; local a;",
  "enum { ONE, TWO } e; e = ONE;",
  "extern int declared(void); declared();",
  "#if A\n a = 1;\n#endif\n b = 2;",
  '__asm volatile("nop");',
  "FOREACH(item) { use(item); }",
  "int nested(void) { return 1; } return nested();",
  "a + b = c;",
  "if (a) int b = 1;",
  "do case 1: while (a);",
  'x = L"wide";',
  "return (",
  "missing = 1",
  "call(int);",
  "void (*pointer)(void) = 0; pointer();",
];

const frame = (body: string): string =>
  `/** @satisfies SRS-1 */\nvoid before(void) { total = total + 1; total++; step(total, 1, 2, 3); }\nint all(int a)\n{\n${body}\n}\n`;

function told({ facts }: SurveyedFile | ParsedFile): unknown {
  return {
    functions: facts.functions.map(({ name, qualifiedName, signature, span, nameSpan, body, linkage }) => ({
      name, qualifiedName, signature, span, nameSpan, linkage, defined: body !== undefined,
    })), // prettier-ignore
    types: facts.types.map(({ name, kind, span }) => ({ name, kind, span })),
    comments: facts.comments,
  };
}

async function both(text: string): Promise<{ readonly surveyed: SurveyedFile | undefined; readonly parsed: ParsedFile }> {
  const frontEnd = await cFrontEnd();
  const document = new SourceDocument("a.c", "c", text, 0);
  return { surveyed: frontEnd.survey?.(document), parsed: frontEnd.parse(document, NO_INCLUDES) };
}

describe("survey of C files", () => {
  it("says what the whole parse says of functions, types and comments", async () => {
    for (const text of [PLAIN, PLAIN.replace(/\n/g, "\r\n")]) {
      const { surveyed, parsed } = await both(text);
      assert.ok(surveyed, "the file is plain");
      assert.equal(parsed.syntaxErrors.length, 0);
      assert.deepEqual(told(surveyed), told(parsed));
    }
  });

  it("leaves to the parser what is not plain, and is right where it does not", async () => {
    for (const body of ODD) {
      const alone = await both(`int all(int a)\n{\n${body}\n}\n`);
      assert.equal(alone.surveyed, undefined, body);
      const { surveyed, parsed } = await both(frame(body));
      if (surveyed) assert.deepEqual([told(surveyed), parsed.syntaxErrors], [told(parsed), []], body);
    }
  });

  it("is right about functions with odd heads, and what stands around functions", async () => {
    for (const odd of ODD_HEADS) {
      const { surveyed, parsed } = await both(`${frame("return a;")}${odd}\nint last(int a) { return a + 1; }\n`);
      if (surveyed) assert.deepEqual([told(surveyed), parsed.syntaxErrors], [told(parsed), []], odd);
    }
  });

  it("knows every word of the grammar", async () => {
    const { language } = (await cParsers()).c;
    assert.ok(language);
    const words = Array.from({ length: language.nodeTypeCount }, (_, id) =>
      language.nodeTypeIsNamed(id) || !language.nodeTypeIsVisible(id) ? "" : (language.nodeTypeForId(id) ?? ""),
    ).filter((word) => /^[A-Za-z_]\w*$/.test(word) && !INTERNAL.includes(word));
    assert.ok(words.includes("while"));
    assert.deepEqual(words.filter(isName), []);
  });

  it("is right about texts that were changed at random", async () => {
    const pieces = ["(", ")", "{", "}", "[", "]", ";", ",", "=", "*", "&", "-", "++", "?", ":", ".", "->", "a", "int", "unsigned", "struct s", "const", "0x1f", '"s"', "if", "else", "while", "do", "for", "switch", "case 1:", "return", "sizeof", "NULL", "x y", "(T)", "(T *)", "T *p", "L:", "a = b", "{0}", "<", "// c\n", "/* c */", "enum e", "size_t", "/* ", "*/", "\n#define A /* x;\n", "\n#if B\n", "static", "int f(int a) { return a; }"]; // prettier-ignore
    let state = 7;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    let accepted = 0;
    for (let turn = 0; turn < 300; turn++) {
      const all = tokens(PLAIN, "c");
      const at = all[10 + below(all.length - 10)];
      if (!at) continue;
      const piece = pieces[below(pieces.length)] ?? "";
      const [from, to] = [[at.start, at.start] as const, [at.start, at.end] as const, [at.end, at.end] as const][below(3)] ?? [0, 0];
      const text = `${PLAIN.slice(0, from)} ${below(4) === 0 ? "" : piece} ${PLAIN.slice(to)}`;
      const { surveyed, parsed } = await both(text);
      if (!surveyed) continue;
      accepted++;
      assert.deepEqual([told(surveyed), parsed.syntaxErrors], [told(parsed), []], text.slice(Math.max(0, from - 40), to + 40));
    }
    assert.ok(accepted > 30, `${String(accepted)} were surveyed`);
  }).timeout(60_000);
});

/** Names of the grammar's own parts, which are no words of the language. */
const INTERNAL: readonly string[] = ["end", "preproc_include_token2"];
