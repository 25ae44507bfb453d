import assert from "node:assert/strict";
import type { CommentAttachment, ParsedFile } from "../../../../engine/src/index.js";
import { parseC } from "../../../harness/parse-c.js";

const names = (file: ParsedFile): readonly string[] => file.facts.functions.map((fact) => fact.qualifiedName);

describe("facts of C", () => {
  it("functions: definitions and prototypes, linkage, parameters, signature", async () => {
    const file = await parseC(`
static bool Flow_Set(uint32_t rate, /* why */ const char *name,
                     ...)
{
  return true;
}
extern int flow_stop(void);
int *table(int (*callback)(int), int values[4]) { return values; }`);
    const [set, stop, table] = file.facts.functions;
    assert.ok(set && stop && table);
    assert.deepEqual([set.name, set.linkage, set.variadic], ["Flow_Set", "internal", true]);
    assert.equal(set.signature, "static bool Flow_Set(uint32_t rate, const char *name, ...)");
    assert.deepEqual(
      set.parameters.map((parameter) => parameter.name),
      ["rate", "name"],
    );
    assert.deepEqual(set.parameters[0]?.type, { kind: "integer", name: "uint32_t", signed: false, bits: 32 });
    assert.deepEqual(set.returns, { kind: "boolean" });
    assert.equal(file.document.text.slice(set.nameSpan.start, set.nameSpan.end), "Flow_Set");
    assert.equal(file.document.text.slice(set.span.start, set.span.end).at(-1), "}");
    assert.deepEqual([stop.body, stop.parameters.length, stop.linkage], [undefined, 0, "external"]);
    assert.equal(table.returns.kind, "pointer");
    assert.deepEqual(
      table.parameters.map(({ name, type }) => [name, type.kind]),
      [
        ["callback", "pointer"],
        ["values", "pointer"],
      ],
    );
  });

  it("what stands in conditionals, extern blocks and behind a broken line", async () => {
    const file = await parseC(`#ifdef A
extern "C" {
#if B
int one(void) { return 1; }
#else
int two(void) { return 2; }
#endif
}
#endif
int x = ;
int three(void) { return 3; }`, "cpp"); // prettier-ignore
    assert.deepEqual(names(file), ["one", "two", "three"]);
  });

  it("functions that a macro defines", async () => {
    for (const language of ["c", "cpp"] as const) {
      const file = await parseC('TEST(Flow, Stops) { a(); }\nTEST_CASE("adds", "[x]") { b(); }\nISR_HANDLER(uart0)\n{ c(); }', language);
      assert.deepEqual(names(file), ["Flow.Stops", "adds.[x]", "uart0"]);
      assert.deepEqual(
        file.facts.calls.map(({ callee, caller }) => [callee, caller]),
        [
          ["a", 0],
          ["b", 1],
          ["c", 2],
        ],
      );
      assert.deepEqual(file.syntaxErrors, []);
    }
  });

  it("no functions from macros in a body, nor from broken statements", async () => {
    for (const language of ["c", "cpp"] as const) {
      const file = await parseC(
        "void f(void) {\n#ifdef A\nATOMIC_BLOCK(PRIO) { a(); }\n#endif\n}\n} else if (x) { b(); }\nint g;",
        language,
      );
      assert.deepEqual(names(file), ["f"]);
      assert.equal(file.facts.calls[0]?.caller, 0);
    }
  });

  it("variables at file scope", async () => {
    const file = await parseC("static const int LIMIT = 3;\nchar buffer[4 * 2], *next;\nint f(void) { int local; return local; }");
    assert.deepEqual(
      file.facts.variables.map(({ name, linkage, constant, type, initializer }) => [
        name,
        linkage,
        constant,
        type.kind,
        initializer !== undefined,
      ]),
      [
        ["LIMIT", "internal", true, "integer", true],
        ["buffer", "external", false, "array", false],
        ["next", "external", false, "pointer", false],
      ],
    );
  });

  it("types with members and values", async () => {
    const file = await parseC(`typedef struct { int a; union { char b; float c; }; struct { short d; } in; } conf_t;
struct node { struct node *next; };
enum state { IDLE, RUN = 4, STOP };
typedef unsigned int counter_t, *counter_p;`);
    const members = Object.fromEntries(
      file.facts.types.map((type) => [`${type.kind} ${type.name}`, type.members.map((m) => `${m.name}${m.value ?? ""}`)]),
    );
    assert.deepEqual(members["struct conf_t"], ["a", "b", "c", "in"]);
    assert.deepEqual(members["struct node"], ["next"]);
    assert.deepEqual(members["enum state"], ["IDLE0", "RUN4", "STOP5"]);
    assert.deepEqual(file.facts.types.find((type) => type.name === "counter_p")?.target, {
      kind: "pointer",
      to: { kind: "integer", name: "unsigned int", signed: false, bits: 32 },
    });
  });

  it("macros and includes", async () => {
    const file = await parseC(
      '#include "a/b.h"\n#include <stdio.h>\n#define N 3 /* three */\n#define MAX(a, b) \\\n  ((a) > (b))\n#define EMPTY\n',
    );
    assert.deepEqual(
      file.facts.includes.map(({ target, form }) => [target, form]),
      [
        ["a/b.h", "quoted"],
        ["stdio.h", "system"],
      ],
    );
    assert.deepEqual(
      file.facts.macros.map(({ name, parameters, body }) => [name, parameters, body]),
      [
        ["N", undefined, "3"],
        ["MAX", ["a", "b"], "((a) > (b))"],
        ["EMPTY", undefined, ""],
      ],
    );
  });

  it("calls with caller, also through an alias", async () => {
    const file = await parseC("#define OPEN open\nint x = init();\nvoid f(void) { OPEN(1); (stop)(); (*go)(); q->ops.push(2); t[1](3); }");
    assert.deepEqual(
      file.facts.calls.map(({ callee, caller }) => [callee, caller]),
      [
        ["init", -1],
        ["open", 0],
        ["stop", 0],
        ["go", 0],
        ["q.ops.push", 0],
        ["", 0],
      ],
    );
  });
});

describe("facts of C++", () => {
  it("qualify names by namespace and class", async () => {
    const file = await parseC(
      `namespace a { namespace b {
class Pump : public Device {
public:
  Pump();
  ~Pump() { stop(); }
  bool operator==(const Pump &other) const;
  template <class T> T get() { return T(); }
  static int count;
private:
  int rate = 0;
};
} }
a::b::Pump::Pump() : rate(1) { }
namespace { int hidden() { return 0; } }
template <typename T> T largest(T x) { return x; }`,
      "cpp",
    );
    assert.deepEqual(names(file), [
      "a::b::Pump::Pump",
      "a::b::Pump::~Pump",
      "a::b::Pump::operator==",
      "a::b::Pump::get",
      "a::b::Pump::Pump",
      "hidden",
      "largest",
    ]);
    const definition = file.facts.functions[4];
    assert.deepEqual([definition?.name, definition?.signature], ["Pump", "a::b::Pump::Pump()"]);
    assert.equal(file.facts.functions.find((fact) => fact.name === "hidden")?.linkage, "internal");
    assert.equal(file.facts.functions.find((fact) => fact.name === "largest")?.signature, "template <typename T> T largest(T x)");
    const pump = file.facts.types.find((type) => type.kind === "class");
    assert.ok(pump);
    assert.equal(pump.name, "a::b::Pump");
    assert.ok(pump.members.some((member) => member.name === "rate"));
  });

  it("name callees without std and template arguments", async () => {
    const file = await parseC(
      "void f() { std::sort(a); ::close(1); ns::g<int>(2); v.push_back(3); new Pump(4); std::make_unique<A>(5); }",
      "cpp",
    );
    assert.deepEqual(
      file.facts.calls.map((call) => call.callee),
      ["sort", "close", "ns::g", "v.push_back", "Pump", "make_unique"],
    );
  });
});

describe("attachment of comments", () => {
  const attachments = async (source: string): Promise<Readonly<Record<string, CommentAttachment>>> => {
    const { facts } = await parseC(source);
    return Object.fromEntries(facts.comments.map(({ text, attachment }) => [text.replace(/\s+/g, " "), attachment]));
  };

  it("to the file, the function behind, around, and what stands before", async () => {
    const found = await attachments(`/* License */

// far away

/** Doxygen */

int f(void)
{
  /* inside */
  return 0;
}
int a; /* same line */
int b; ///< behind
// two
// lines
int g(void);

/* nobody's */

struct S {
  int x; // member
};
#define N 1 // limit
/** @file all of it */
int last;`);
    assert.deepEqual(found, {
      "/* License */": { to: "file" },
      "// far away": { to: "file" },
      "/** Doxygen */": { to: "function", index: 0, inside: false },
      "/* inside */": { to: "function", index: 0, inside: true },
      "/* same line */": { to: "variable", index: 0 },
      "///< behind": { to: "variable", index: 1 },
      "// two // lines": { to: "function", index: 1, inside: false },
      "/* nobody's */": { to: "file" },
      "// member": { to: "type", index: 0 },
      "// limit": { to: "macro", index: 0 },
      "/** @file all of it */": { to: "file" },
    });
  });

  it("of the first comment to a declaration that follows directly", async () => {
    assert.deepEqual(await attachments("// @satisfies SRS-1\nint f(void) { return 0; }"), {
      "// @satisfies SRS-1": { to: "function", index: 0, inside: false },
    });
  });

  it("tells functions that the hardware calls", async () => {
    const file = await parseC(`
#pragma vector = TIMER_VECTOR
__interrupt void iar(void) { }
void keil(void) interrupt 5 { }
__attribute__((interrupt("IRQ"))) void gcc(void) { }
void in_table(void) { }
void plain(void) { }
void interrupt_counter(void) { }
void (* const vectors[])(void) __attribute__((section(".isr_vector"))) = { 0, in_table };
`);
    assert.deepEqual(
      file.facts.functions.filter(({ interrupt }) => interrupt).map(({ name }) => name),
      ["iar", "keil", "gcc", "in_table"],
    );
  });
});
