// What a macro stands for: code that uses it means what the code means that somebody else wrote out.
import assert from "node:assert/strict";
import { createCFrontEnd, irText } from "../../../../engine/src/index.js";
import { cParsers } from "../../../harness/parsers.js";
import { parseC } from "../../../harness/parse-c.js";

const DECLARATIONS = `
typedef unsigned char u8; typedef unsigned int u32;
typedef struct node { u32 flags; struct node *next; u8 data[16]; } node_t;
void *malloc(u32 n); void free(void *p); int printf(const char *f, ...); int open(const char *p, int m); u32 handler_uart(u32 v);
u32 total, limit; node_t *head; u8 buffer[64];
`;

/** The IR of the last function of a text. */
async function lowered(text: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const file = await parseC(text, "c", headers);
  assert.deepEqual(file.syntaxErrors, []);
  const fact = file.facts.functions.filter(({ body }) => body !== undefined).at(-1);
  assert.ok(fact);
  const ir = createCFrontEnd(await cParsers()).lower(file, fact.node);
  assert.ok(ir);
  return irText(ir);
}

const CASES: readonly (readonly [name: string, macros: string, used: string, meant: string])[] = [
  ["a constant", "#define MAX 12", "total = MAX;", "total = 12;"],
  ["a constant of constants", "#define N 4\n#define BYTES (N * 2 + 1)", "u8 a[BYTES]; a[0] = 1;", "u8 a[9]; a[0] = 1;"],
  ["another name", "#define OPEN open", "OPEN(0, 1);", "open(0, 1);"],
  ["another name with parameters", "#define RELEASE(p) free(p)", "RELEASE(head);", "free(head);"],
  ["an expression", "#define TWICE(x) ((x) * 2)", "total = TWICE(limit + 1);", "total = ((limit + 1) * 2);"],
  ["a local name in the body", "#define ARGUMENT local", "u32 local = 3; handler_uart(ARGUMENT);", "u32 local = 3; handler_uart(local);"],
  ["the size of a local in the body", "#define ROOM (3 * sizeof(local) + 2)", "u32 local; u8 a[ROOM]; a[1] = 2;", "u32 local; u8 a[14]; a[1] = 2;"],
  ["a type as argument", "#define NEW(T) ((T *)malloc(sizeof(T)))", "head = NEW(node_t);", "head = ((node_t *)malloc(sizeof(node_t)));"],
  ["struct as argument", "#define NEW(T) ((T *)malloc(sizeof(T)))", "head = NEW(struct node);", "head = ((struct node *)malloc(sizeof(struct node)));"],
  ["a member as argument", "#define GET(p, field) ((p)->field)", "total = GET(head, flags);", "total = ((head)->flags);"],
  ["a function as argument", "#define CALL(f, x) f(x)", "total = CALL(handler_uart, 3);", "total = handler_uart(3);"],
  ["pasted names", "#define HANDLE(n, x) handler_##n(x)", "total = HANDLE(uart, 3);", "total = handler_uart(3);"],
  ["pasted through another macro", "#define CAT_(a, b) a##b\n#define CAT(a, b) CAT_(a, b)\n#define PORT 2", "u32 handler_uart2 = 4; total = CAT(handler_uart, PORT);", "u32 handler_uart2 = 4; total = handler_uart2;"],
  ["text of an argument", "#define SHOW(x) printf(#x \" %u\", x)", "SHOW(total + 1);", "printf(\"total + 1\" \" %u\", total + 1);"],
  ["any arguments", "#define LOG(f, ...) printf(\"log \" f, __VA_ARGS__)", "LOG(\"%u\", total, limit);", "printf(\"log \" \"%u\", total, limit);"],
  ["no further arguments", "#define LOG(f, ...) printf(f, ##__VA_ARGS__)", "LOG(\"x\");", "printf(\"x\");"],
  ["a statement", "#define CLEAR(p) do { (p)->flags = 0; (p)->next = 0; } while (0)", "CLEAR(head);", "do { (head)->flags = 0; (head)->next = 0; } while (0);"],
  ["a statement with a variable", "#define SWAP(a, b) do { u32 t = (a); (a) = (b); (b) = t; } while (0)", "SWAP(total, limit);", "do { u32 t = (total); (total) = (limit); (limit) = t; } while (0);"],
  ["a statement that leaves", "#define CHECK(x) if (!(x)) return", "CHECK(head); total = 1;", "if (!(head)) return; total = 1;"],
  ["statements in statements", "#define A(x) do { total = (x); } while (0)\n#define B(x) do { A(x); A(x + 1); } while (0)", "B(limit);", "do { do { total = (limit); } while (0); do { total = (limit + 1); } while (0); } while (0);"],
  ["a statement by another macro", "#define A(x) do { total = (x); } while (0)\n#define B(x) A(x)\n#define C(x) B(x)", "C(limit);", "do { total = (limit); } while (0);"],
  ["one of two by the number of arguments", "#define PICK(a, b, c, ...) c\n#define CHECK_1(c) if (!(c)) return\n#define CHECK_2(c, v) do { if (!(c)) { total = v; return; } } while (0)\n#define CHECK(...) PICK(__VA_ARGS__, CHECK_2, CHECK_1, none)(__VA_ARGS__)", "CHECK(head); CHECK(limit > 2 && limit < 9, 7);", "if (!(head)) return; do { if (!(limit > 2 && limit < 9)) { total = 7; return; } } while (0);"],
  ["one of two by counting", "#define CAT_(a, b) a##b\n#define CAT(a, b) CAT_(a, b)\n#define COUNT_(a, b, c, n, ...) n\n#define COUNT(...) COUNT_(__VA_ARGS__, 3, 2, 1, 0)\n#define SUM_1(a) (a)\n#define SUM_2(a, b) ((a) + (b))\n#define SUM(...) CAT(SUM_, COUNT(__VA_ARGS__))(__VA_ARGS__)", "total = SUM(limit, 3); limit = SUM(4);", "total = ((limit) + (3)); limit = (4);"],
  ["a statement with comments in it", "#define CHECK(c) \\\n  do { /* early */ \\\n    if (!(c)) /* say\n why */ \\\n      return; \\\n  } while (0) /* done */", "CHECK(head); total = 1;", "do { if (!(head)) return; } while (0); total = 1;"],
  ["a block", "#define TAKE(v, p) { (v) = *(p)++; (v) |= *(p)++; }", "u8 *at = buffer; TAKE(total, at); limit = total;", "u8 *at = buffer; { (total) = *(at)++; (total) |= *(at)++; } limit = total;"],
  ["a block without a semicolon behind", "#define TAKE(v, p) { (v) = *(p)++; }", "u8 *at = buffer; TAKE(total, at)\n  if (total > 3) limit = total;", "u8 *at = buffer; { (total) = *(at)++; } if (total > 3) limit = total;"],
  ["the head of a loop", "#define EACH(n, list) for ((n) = (list); (n) != 0; (n) = (n)->next)", "node_t *n; EACH(n, head) { if (n->flags) break; total++; } limit = 2;", "node_t *n; for ((n) = (head); (n) != 0; (n) = (n)->next) { if (n->flags) break; total++; } limit = 2;"],
  ["the head of a loop by another macro", "#define FROM(n, list) for (n = list; n; n = n->next)\n#define FOR_EACH_NODE(n) FROM(n, head)", "node_t *n; FOR_EACH_NODE(n) { total++; }", "node_t *n; for (n = head; n; n = n->next) { total++; }"],
  ["the head of a loop over one statement", "#define FOR_EACH_NODE(n) for (n = head; n; n = n->next)", "node_t *n; FOR_EACH_NODE(n) total++; limit = 2;", "node_t *n; for (n = head; n; n = n->next) total++; limit = 2;"],
  ["the head of a block", "#define LOCKED(lock) handler_uart(lock);", "u32 lock = 1; LOCKED(lock) { total++; }", "u32 lock = 1; { total++; }"],
  ["a declaration", "#define COUNTER(n) u32 n = 7", "COUNTER(i); total = i;", "u32 i = 7; total = i;"],
  ["nothing", "#define TRACE(x)", "TRACE(total++); limit = 1;", "limit = 1;"],
  ["a place", "#define REG(n) (*(volatile u32 *)(n))", "REG(64) = 5;", "(*(volatile u32 *)(64)) = 5;"],
  ["a condition", "#define FITS(n) ((n) < 64 && (n) > 2)", "if (FITS(limit)) buffer[limit] = 1;", "if (((limit) < 64 && (limit) > 2)) buffer[limit] = 1;"],
  ["its own name", "#define open(p, m) open(p, (m) | 8)", "open(0, 1);", "(open)(0, (1) | 8);"],
  ["the definition before the use", "#define N 4", "total = N;\n#undef N\n#define N 5\nlimit = N;", "total = 4; limit = 5;"],
  ["nothing behind its end", "#define open(p, m) open(p, (m) | 8)", "total = 1;\n#undef open\nopen(0, 1);", "total = 1; (open)(0, 1);"],
]; // prettier-ignore

describe("macros in the flow analysis", () => {
  for (const [name, macros, used, meant] of CASES) {
    it(`${name}: ${used.split("\n")[0] ?? ""}`, async () => {
      const expected = await lowered(`${DECLARATIONS}void f(void) { ${meant} }`);
      assert.equal(await lowered(`${DECLARATIONS}${macros}\nvoid f(void) { ${used} }`), expected, "in the file");
      if (used.includes("#")) return;
      const headers = { "a.h": macros, "b.h": '#include "a.h"\n' };
      assert.equal(await lowered(`#include "b.h"\n${DECLARATIONS}void f(void) { ${used} }`, headers), expected, "in a header");
    });
  }

  it("survives macros that need each other, and ones without end", async () => {
    await lowered(`#define A(x) B(x)\n#define B(x) A(x)\nvoid f(int x) { A(x); B(A(x)); }`);
    await lowered(`#define A do { A; } while (0)\nvoid f(void) { A; }`);
    const chain = Array.from({ length: 60 }, (_, n) => `#define M${String(n)}(x) (M${String(n + 1)}(x) + M${String(n + 1)}(x))`);
    await lowered(`${chain.join("\n")}\nvoid f(int x) { x = M57(x); }`);
  });
});
