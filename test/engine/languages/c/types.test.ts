import assert from "node:assert/strict";
import { LP64, SourceDocument, type ParsedFile, type SyntaxNode, type Type } from "../../../../engine/src/index.js";
import { cFrontEnd, NO_INCLUDES, parseC } from "../../../harness/parse-c.js";

const HEADER = `#define MAX_LEN 32
#define COUNT_OF(x) (sizeof(x) / sizeof((x)[0]))
#define SIZE (MAX_LEN * 2 + sizeof(uint16_t))
#define URL "http://" HOST
#define HOST "a.b"
#define OPEN open
typedef struct pump { int rate; char name[MAX_LEN]; struct pump *next; struct { unsigned char a:3, b:5; short s; } in; union { int u; float f; }; } pump_t;
enum mode { A, B = 5, C, D = B << 2 };
typedef uint8_t byte_t;
int pump_run(pump_t *p);
extern const char *names[4];
`;

const SOURCE = (expressions: readonly string[]): string => `#include "pump.h"
static const int N = 3;
static const char KEY[] = "abc\\x01";
const char *const P = "x" "y";
const char *volatile_text = "z";
struct S { char c; int i; uint8_t t[3]; };
struct __attribute__((packed)) T { char c; int i; };
char grid[2][MAX_LEN];
int filled[] = {1, 2, [5] = 3};
void f(pump_t *p, char buf[10], byte_t b, unsigned u, long long ll, float x, enum mode m) {
  char local[SIZE];
  char *q = buf;
  ${expressions.map((expression) => `probe(${expression});`).join("\n  ")}
}`;

/** Parses the expressions as arguments of calls, in the surroundings above. */
async function probes(expressions: readonly string[]): Promise<{ readonly file: ParsedFile; readonly nodes: readonly SyntaxNode[] }> {
  const file = await parseC(SOURCE(expressions), "c", { "pump.h": HEADER });
  assert.deepEqual(file.syntaxErrors, []);
  const nodes = file.facts.calls.filter((call) => call.callee === "probe").map((call) => file.tree.node(call.node).args[0]);
  return { file, nodes: nodes.filter((node) => node !== undefined) };
}

function show(type: Type): string {
  switch (type.kind) {
    case "integer":
      return type.name;
    case "float":
      return `float${type.bits}`;
    case "pointer":
      return `${type.constant === true ? "const " : ""}${show(type.to)}*`;
    case "array":
      return `${show(type.of)}[${type.length ?? ""}]`;
    case "record":
      return `${type.tag} ${type.name}`;
    case "enum":
      return `enum ${type.name}`;
    case "function":
      return `${show(type.returns)}(${type.parameters.map(show).join()})`;
    default:
      return type.kind;
  }
}

describe("types of C expressions", () => {
  const TYPES: Readonly<Record<string, string>> = {
    local: "char[66]", q: "char*", buf: "char*", "p->name": "char[32]", "&p->next->rate": "int*", "*p": "struct pump", "p->in.s": "short",
    "p->u": "int", names: "const char*[4]", "names[1]": "const char*", "names[1][0]": "char", KEY: "char[5]", grid: "char[32][2]",
    "grid[0]": "char[32]", filled: "int[6]", '"ab\\n"': "char[4]", '"é"': "char[3]", "L\"ab\"": "wchar_t[3]", URL: "char[11]",
    b: "uint8_t", "b + 1": "int", "u + 1": "unsigned int", "ll + u": "long long", "x + 1": "float32", "x * 1.0": "float64", "b << u": "int",
    "q + 1": "char*", "q - buf": "ptrdiff_t", "q[0] == 1": "int", "!q": "int", "~b": "int", "(uint8_t)u": "uint8_t", "(struct S *)q": "struct S*",
    "sizeof q": "size_t", "pump_run(p)": "int", pump_run: "int(struct pump*)", "'a'": "int", "1u": "unsigned int", "0xFFFFFFFF": "unsigned int",
    "4294967296": "long long", "1L": "long", "q ? q : NULL": "char*", m: "enum mode", C: "enum mode", "(q = buf)": "char*", "q++": "char*",
    "(a, q)": "char*", unknown_name: "unknown",
  }; // prettier-ignore

  it("follow declarations, members, operators and macros, also from an included file", async () => {
    const { file, nodes } = await probes(Object.keys(TYPES));
    const found = Object.fromEntries(nodes.map((node) => [node.text, show(file.semantics.typeOf(node))]));
    assert.deepEqual(found, TYPES);
  });

  it("of parameters and functions are in the facts", async () => {
    const { file } = await probes([]);
    assert.deepEqual(file.facts.functions[0]?.parameters.map((parameter) => show(parameter.type)), [
      "struct pump*", "char*", "uint8_t", "unsigned int", "long long", "float32", "enum mode",
    ]); // prettier-ignore
  });

  it("do not hang on cycles", async () => {
    const file = await parseC(
      "typedef a_t b_t; typedef b_t a_t; a_t x; int y[sizeof(y)]; struct s { struct s inner; } z; const int c = d; const int d = c;",
    );
    for (const variable of file.facts.variables) file.semantics.sizeOf(variable.type);
    assert.equal(file.facts.variables[0]?.type.kind, "unknown");
  });
});

describe("constants of C", () => {
  const INTEGERS: Readonly<Record<string, number | undefined>> = {
    "1 + 2 * 3": 7, MAX_LEN: 32, SIZE: 66, "COUNT_OF(local)": 66, "COUNT_OF(grid)": 2, C: 6, D: 20, N: 3, "N + 1u": 4, "sizeof(pump_t)": 48,
    "sizeof(struct S)": 12, "sizeof(struct T)": 5, "sizeof local": 66, "sizeof buf": 4, "sizeof(p->name)": 32, "(uint8_t)300": 44, "~0u": 4294967295,
    "-1 > 0 ? 4 : 5": 5, "1 << 4": 16, "0x10": 16, "010": 8, "'a'": 97, "'\\n'": 10, "'\\xff'": 255, "1 / 0": undefined, q: undefined,
    "b + 1": undefined, "!0": 1, "3 && 0": 0, "7 & ~3": 4, "0b101": 5, "1'000": undefined, true: 1,
  }; // prettier-ignore

  it("integers", async () => {
    const { file, nodes } = await probes(Object.keys(INTEGERS).filter((text) => text !== "1'000"));
    for (const node of nodes) assert.equal(file.semantics.integerValue(node), INTEGERS[node.text], node.text);
  });

  it("strings", async () => {
    const { file, nodes } = await probes(['"a\\tb"', '"a" "b"', "URL", "KEY", "P", "volatile_text", "q", '("x")', 'HOST "/" HOST']);
    assert.deepEqual(
      nodes.map((node) => file.semantics.stringValue(node)),
      ["a\tb", "ab", "http://a.b", "abc\x01", "xy", undefined, undefined, "x", "a.b/a.b"],
    );
  });

  it("raw strings of C++", async () => {
    const file = await parseC('auto s = R"x(a\\n"b)x";', "cpp");
    const value = file.facts.variables[0]?.initializer;
    assert.ok(value !== undefined);
    assert.equal(file.semantics.stringValue(file.tree.node(value)), 'a\\n"b');
  });
});

describe("sizes", () => {
  it("depend on the data model", async () => {
    const text = "struct s { char c; long l; void *p; }; struct s x; enum e { A } y; char (*z)[4];";
    const firmware = await parseC(text);
    const host = (await cFrontEnd({ dataModel: LP64 })).parse(new SourceDocument("a.c", "c", text, 0), NO_INCLUDES);
    const sizes = (file: ParsedFile): readonly unknown[] => file.facts.variables.map((variable) => file.semantics.sizeOf(variable.type));
    assert.deepEqual(sizes(firmware), [12, 4, 4]);
    assert.deepEqual(sizes(host), [24, 4, 8]);
  });

  it("are unknown where a conditional decides or a base class adds members", async () => {
    const c = await parseC("struct s { int a;\n#ifdef X\nint b;\n#endif\n}; struct s x;");
    assert.equal(c.semantics.sizeOf(c.facts.variables[0]?.type ?? { kind: "unknown" }), undefined);
    const cpp = await parseC("struct a { int x; }; struct b : a { int y; }; b v;", "cpp");
    assert.equal(cpp.semantics.sizeOf(cpp.facts.variables[0]?.type ?? { kind: "unknown" }), undefined);
  });
});

describe("declarations", () => {
  const declared = (file: ParsedFile, text: string): readonly string[] =>
    file.facts.calls
      .filter((call) => call.callee === text)
      .map((call) => {
        const argument = file.tree.node(call.node).args[0];
        const node = argument && file.semantics.declarationOf(argument);
        return node ? `${node.kind} ${node.text}` : "none";
      });

  it("are found by scope: the innermost before the use", async () => {
    const file = await parseC(`int x = 0;
#define LIMIT 1
enum { ONE = 1 };
void f(char x) { probe(x); { probe(x); int x = 2; probe(x); for (long x = 3; ; ) probe(x); } probe(LIMIT); probe(ONE); probe(f); }
void g(void) { probe(x); probe(nothing); switch (1) { case 1: ; int y = 4; probe(y); } }`);
    assert.deepEqual(declared(file, "probe").map((text) => text.slice(0, 16)), [
      "parameter char x", "parameter char x", "declarator x = 2", "declarator x = 3", "macroDefinition ", "enumerator ONE =", "function void f(",
      "declarator x = 0", "none", "declarator y = 4",
    ]); // prettier-ignore
  });

  it("of C++ members are found inside and outside of the class", async () => {
    const file = await parseC(
      "class P { int rate; int get() { probe(rate); return this->rate; } }; void h() { auto v = 3; probe(v); auto l = [](int k) { probe(k); }; }",
      "cpp",
    );
    assert.deepEqual(declared(file, "probe"), ["declarator rate", "declarator v = 3", "parameter int k"]);
    const member = [...file.tree.root.descendants()].find((node) => node.kind === "member");
    assert.ok(member);
    assert.equal(show(file.semantics.typeOf(member)), "int");
  });

  it("of a type are what the file's own macro makes of them, whatever a header says", async () => {
    const file = await parseC('#include "os.h"\n#define HANDLE int\nHANDLE a; WORD b; NUMBER c;', "c", {
      "os.h": "typedef unsigned long HANDLE;\ntypedef unsigned short WORD;\n#define NUMBER unsigned char\n#define SELF SELF\n",
    });
    assert.deepEqual(
      file.facts.variables.map(({ type }) => show(type)),
      ["int", "unsigned short", "unsigned char"],
    );
  });

  it("tell the enclosing function", async () => {
    const file = await parseC("int a = one(); void f(void) { two(); } int b = three(); void g(void) { four(); }");
    assert.deepEqual(
      file.facts.calls.map((call) => file.semantics.enclosingFunction(file.tree.node(call.node))),
      [-1, 0, -1, 1],
    );
  });
});
