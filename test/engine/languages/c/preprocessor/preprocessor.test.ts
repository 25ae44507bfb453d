import assert from "node:assert/strict";
import { SourceDocument, type ParsedFile } from "../../../../../engine/src/index.js";
import { cFrontEnd, NO_INCLUDES } from "../../../../harness/parse-c.js";

async function parse(
  text: string,
  defines: Readonly<Record<string, string>> = {},
  language: "c" | "cpp" = "c",
  target = "host",
): Promise<ParsedFile> {
  const frontEnd = await cFrontEnd();
  return frontEnd.parse(new SourceDocument("a.c", language, text, 0), NO_INCLUDES, undefined, undefined, { defines, target });
}

const defined = ({ facts }: ParsedFile): readonly string[] =>
  facts.functions.filter(({ body }) => body !== undefined).map(({ name }) => name);

/** Texts that the grammar alone can't read, and the functions that must be found in them. */
const READABLE: Readonly<Record<string, readonly [text: string, functions: readonly string[]]>> = {
  "an if that a conditional splits": ["void f(int a)\n{\n#ifdef A\n  if (a) {\n#else\n  if (!a) {\n#endif\n    g();\n  }\n}\n", ["f"]],
  "an else under a condition": [
    "void f(int a)\n{\n  if (a) {\n    g();\n  }\n#if B\n  else if (a > 1) {\n    h();\n  }\n#endif\n}\n",
    ["f"],
  ],
  "a parameter list under a condition": ["void f(int a\n#if B\n, int b\n#endif\n)\n{\n  g(a);\n}\n", ["f"]],
  "an initializer under a condition": ["int t[] = {\n  1,\n#ifdef A\n  2,\n#else\n  3,\n#endif\n};\nvoid f(void) { g(t); }\n", ["f"]],
  "a header of a function in two forms": [
    "#if A\nint f(int a)\n{\n#else\nint f(void)\n{\n#endif\n  return 1;\n}\nint h(void) { return 2; }\n",
    ["f", "h"],
  ],
  "a label before a conditional": ["int f(void)\n{\n  goto out;\nout:\n#if A\n  g();\n#endif\n  return 0;\n}\n", ["f"]],
  "C linkage": ['#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void) { return 0; }\n#ifdef __cplusplus\n}\n#endif\n', ["f"]],
  CRLF: ["void f(int a)\r\n{\r\n#ifdef A\r\n  if (a) {\r\n#else\r\n  {\r\n#endif\r\n    g();\r\n  }\r\n}\r\n", ["f"]],
  "a jump in an argument": ["int f(int a)\n{\n  EXIT_IF(a == 0, return -1);\n  CHECK(a, log(a); return 2;);\n  return a;\n}\n", ["f"]],
  "a type in an argument": ["void f(void *p)\n{\n  g(CAST(struct x *, p), 1);\n}\n", ["f"]],
  "a macro before a definition": ["STATIC_TESTED float f(int a, char *b)\n{\n  return a;\n}\n", ["f"]],
  "a macro between specifiers": ["static FAST_CODE pump_t *f(int a)\n{\n  return g(a);\n}\n", ["f"]],
  IAR: [
    '__no_init static uint32_t x @ ".noinit";\nuint8_t y @ 0x40;\n__ramfunc void f(void) { x = y; }\n__interrupt void g(void) { x++; }\n',
    ["f", "g"],
  ],
  Keil: ["uint32_t x __at(0x20000000);\nvoid f(void) interrupt 5\n{\n  x++;\n}\n__weak void g(void) { }\n", ["f", "g"]],
  "assembly for a body": ["__asm void f(void)\n{\n  mov r0, r1\n  bx lr\n}\nvoid g(void) { }\n", ["f", "g"]],
  "a packed struct": [
    "PACK_BEGIN\nstruct x {\n  PACK_FIELD(u8_t a);\n  PACK_FIELD(u16_t b);\n};\nint f(struct x *p) { return p->a; }\n",
    ["f"],
  ],
  "a bit-field without a name": [
    "struct x { uint8_t a : 2; uint8_t : 6; unsigned int:3; uint8_t:5; };\nint f(struct x *p) { return p->a; }\n",
    ["f"],
  ],
  "a member that a macro makes": ["struct x {\n  RX_BUFFER(rx, 64);\n  int b;\n};\nint f(struct x *p) { return p->b; }\n", ["f"]],
  "a type that a macro makes": ["typedef ring_t(8) small_t;\nint f(small_t *p) { return g(p); }\n", ["f"]],
  "an attribute with a number between struct and its name": [
    "typedef struct ALIGNED_TO(32) { int a; } d_t;\nstruct PACKED_ATTR e { int a; };\nint f(d_t *p) { return p->a; }\n",
    ["f"],
  ],
  "an attribute behind a record": ["typedef struct { int a; } PACKED_ATTR d_t;\nint f(d_t *p) { return p->a; }\n", ["f"]],
  "attributes with a number before a variable": ["MEM_SECTION ALIGNED_TO(512) static d_t d;\nint f(void) { return d.a; }\n", ["f"]],
  "a macro before a parameter's type": ["int f(FAR struct x *p, __unused uint8_t b, FAR x_t *q)\n{\n  return p->a;\n}\n", ["f"]],
  "a definition by a static macro": ["static LOCK_DEF(lock, disable);\nint f(void) { return 1; }\n", ["f"]],
  "macros alone on their lines": [
    "int f(int a)\n{\n  int x = 0;\n  CRITICAL_BEGIN\n  x = a;\n  CRITICAL_END\n  return x;\n}\nORDER_END\n",
    ["f"],
  ],
};

describe("preprocessing C", () => {
  for (const [name, [text, functions]] of Object.entries(READABLE)) {
    it(`reads past ${name}`, async () => {
      const file = await parse(text);
      assert.deepEqual(file.syntaxErrors, [], file.tree.text);
      assert.deepEqual(defined(file), functions);
      assert.equal(file.tree.text.length, text.length);
      assert.deepEqual(file.tree.text.match(/\r?\n/g), text.match(/\r?\n/g));
    });
  }

  const decided: readonly (readonly [condition: string, defines: Readonly<Record<string, string>>, known: boolean | undefined])[] = [
    ["#if 0", {}, false],
    ["#if defined(A) && A >= 2", { A: "3" }, true],
    ["#if defined(A) && A >= 2", { A: "1" }, false],
    ["#if A", {}, undefined],
    ["#if 0 && A", {}, false],
    ["#if A || 1 /* always */", {}, true],
    ["#define LEVEL(x) ((x) << 1)\n#if LEVEL(3) == 6", {}, true],
    ["#define A B\n#define B A\n#if A", {}, false],
    ["#if (1 ? 2 : 0) == 0x2uL", {}, true],
    ["#define A 1\n#undef A\n#ifdef A", {}, false],
    ["#if X\n#define A 1\n#endif\n#ifdef A", {}, undefined],
    ["#if __has_include(<x.h>)", {}, undefined],
    ["#ifdef __cplusplus", {}, false],
  ];
  for (const [condition, defines, known] of decided) {
    it(`${condition.replaceAll("\n", " ")} is ${String(known)}`, async () => {
      const file = await parse(`${condition}\nint yes(void) { return 1; }\n#else\nint no(void) { return 0; }\n#endif\n`, defines);
      assert.deepEqual(defined(file), known === undefined ? ["yes", "no"] : known ? ["yes"] : ["no"]);
      assert.equal(
        file.repair?.undecided.some(({ condition: text }) => !text.startsWith("X")),
        known === undefined,
      );
    });
  }

  it("knows the compiler that a target names, and no other", async () => {
    const text = "#ifdef __ICCARM__\nint iar(void) { return 1; }\n#elif defined(__GNUC__)\nint gcc(void) { return 2; }\n#endif\n";
    assert.deepEqual(defined(await parse(text, {}, "c", "iar")), ["iar"]);
    assert.deepEqual(defined(await parse(text, {}, "c", "gcc-arm")), ["gcc"]);
    assert.deepEqual(defined(await parse(text)), ["iar", "gcc"]);
  });

  it("does not take text and comments for directives", async () => {
    const file = await parse('const char *s = "\\\n#if 0\\\n";\n/*\n#if 0\n*/\nint f(void) { return 1; }\n');
    assert.deepEqual(defined(file), ["f"]);
  });

  it("leaves a file alone that needs nothing", async () => {
    const text = "#ifndef A_H\n#define A_H\nint f(void);\n#endif\n";
    assert.equal((await parse(text)).tree.text, text);
  });

  it("reads methods with macros before their names", async () => {
    const text =
      "void FAST_CODE Pump::step(int a) { x = a; }\nint FAST_CODE HOT Pump::Valve::open() { return 1; }\nstd::string HOT Pump::name() { return s; }\nHOT Pump::~Pump() { }\n";
    const file = await parse(text, {}, "cpp");
    assert.deepEqual(file.syntaxErrors, [], file.tree.text);
    assert.deepEqual(defined(file), ["step", "open", "name", "~Pump"]);
  });

  it("reads classes of Qt", async () => {
    const text =
      '#include <QObject>\nclass Alarm : public QObject {\n  Q_OBJECT\n  Q_PROPERTY(int level READ level\n    NOTIFY changed)\n public:\n  Q_INVOKABLE int level() { return 1; }\n signals:\n  void changed();\n private slots:\n  void raise(int signals) { emit changed(); use(signals ? signals : 2, QT_TR_NOOP("on")); }\n};\n';
    const file = await parse(text, {}, "cpp");
    assert.deepEqual(file.syntaxErrors, [], file.tree.text);
    assert.deepEqual(defined(file), ["level", "raise"]);
    assert.deepEqual(file.tree.text.match(/\n/g), text.match(/\n/g));
    assert.match(file.tree.text, /signals \? signals : 2/);
  });

  it("takes a macro with comments in it for one", async () => {
    const text =
      "#define CHECK(c, r) \\\n  do { /* early */ \\\n    if (!(c)) { /* say\n why */ \\\n      return r; \\\n    } \\\n  } while (0)\n#define ONE 1 /* first */\nint f(void) { return 1; }\n";
    const file = await parse(text);
    assert.deepEqual(file.syntaxErrors, [], file.tree.text);
    assert.deepEqual(defined(file), ["f"]);
    assert.equal(file.tree.text.length, text.length);
    assert.match(
      file.facts.macros.find(({ name }) => name === "CHECK")?.body ?? "",
      /^do \{[\s\\]*if \(!\(c\)\) \{[\s\\]*return r;[\s\\]*\}[\s\\]*\} while \(0\)$/,
    );
    assert.match(file.tree.text, /#define ONE 1 \/\* first \*\//, "a comment that ends a macro stays");
  });

  it("keeps the room that a bit-field without a name takes", async () => {
    const file = await parse("struct x { uint16_t a : 4; uint16_t:12; uint32_t b; } ;\nint f(void) { return sizeof(struct x); }\n");
    assert.match(file.tree.text, /short _:12 ?;/);
  });

  it("lets no fix write back what was blanked", async () => {
    const text = "STATIC_TESTED float f(int a)\n{\n  return a;\n}\n";
    const { origin } = await parse(text);
    assert.equal(origin.toEditable({ start: 0, end: 20 }), undefined);
    assert.deepEqual(origin.toEditable({ start: 20, end: 30 }), { start: 20, end: 30 });
    assert.deepEqual(origin.toWritten({ start: 0, end: 20 }), { start: 0, end: 20 });
  });

  it("keeps the person's own errors", async () => {
    const { syntaxErrors, repair } = await parse("int f(void) { return 1 }\nint g(void) { x = (1 +; }\nint h;");
    assert.equal(syntaxErrors.length, 2);
    assert.equal(repair?.blankedTokens, 0);
  });

  it("survives what nobody writes", async () => {
    const bomb = `${Array.from({ length: 40 }, (_, i) => `#define B${String(i + 1)} B${String(i)} + B${String(i)}`).join("\n")}\n#define B0 1\n#if B40\n#endif\n`;
    const nested = `${"#if A\n".repeat(2000)}int x;\n${"#endif\n".repeat(1500)}`;
    for (const text of [
      bomb,
      nested,
      "#if\n#elif\n#else\n#else\n#endif\n#endif\n",
      "#if A\n{{{",
      `#if ${"(".repeat(5000)}`,
      "#if A ? B :\n",
      "#define\n#undef\n#if '\n",
    ]) {
      const file = await parse(text);
      assert.equal(file.tree.text.length, text.length);
    }
  });

  it("shows the parser a few of thousands of attributes; what can't be read still shows, and comments between are read", async () => {
    const flood = `${"[[SECTION]]\n".repeat(2000)}// @satisfies SRS-1\n${"[[/SECTION]]\n".repeat(2000)}int last(void) { return 1; }\n`;
    for (const language of ["c", "cpp"] as const) {
      const { syntaxErrors, repair, facts, tree } = await parse(flood, {}, language);
      assert.ok(tree.text.startsWith("[[SECTION]]") && tree.text.length === flood.length);
      assert.equal(tree.text.split("SECTION").length - 1, 16, "what nobody can mean is blanked");
      assert.equal(repair?.blankedTokens, 4000 - 16);
      assert.deepEqual(facts.comments.map(({ text }) => text), ["// @satisfies SRS-1"]); // prettier-ignore
      assert.equal(syntaxErrors.length, 0, "attributes are no error");
      const odd = await parse(`${"[[/SECTION]]\n".repeat(2000)}int last(void) { return 1; }\n`, {}, language);
      assert.ok(odd.syntaxErrors.length > 0, "what is none shows");
    }
    const apart = `[[a]] int x; ${"[[b]]\n".repeat(16)}int y; char text[] = "${"[[c]]".repeat(40)}"; // ${"[[d]]".repeat(40)}\n`;
    assert.equal((await parse(apart, {}, "cpp")).tree.text, apart);
  });
});
