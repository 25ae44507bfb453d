import { strict as assert } from "node:assert";
import { accesses, analysed } from "../../harness/flow.js";

/** Accesses outside an object in C++ sources, one line each. */
async function found(text: string, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  return accesses(await analysed({ "a.cpp": text, ...more }));
}

const SINK = "void fill(char *to, int n) { to[n] = 0; }\n";

describe("flow analysis of C++", () => {
  it("references are the objects they are bound to", async () => {
    assert.deepEqual(await found("void size(int &n) { n = 12; }\nvoid f() { char b[10]; int n = 0; size(n); int &m = n; b[m] = 0; }"), [
      "f: write b[10] m 12..12, must",
    ]);
  });

  it("fields live in the object, through constructor and method", async () => {
    const [only, ...more] = await found(
      `${SINK}class Frame { int used; char *at; public: Frame(char *p) : used(12), at(p) {} void end() { fill(at, used); } };
       void f() { char b[10]; Frame frame(b); frame.end(); }`,
    );
    assert.match(only ?? "", /^fill: write b\[10\]/);
    assert.equal(more.length, 0);
  });

  it("a variable's constructor may look like a function's declaration", async () => {
    const lines = await found(
      `class Frame { public: Frame(char *p) { p[12] = 0; } };\nvoid f() { char b[10]; char *p = b; Frame frame(p); }`,
    );
    assert.match(lines.join("\n"), /^Frame::Frame: write b\[10\]/);
  });

  it("destructors run at the end of the scope, on 'return' and on 'delete'", async () => {
    const guard = "class Guard { char *p; public: Guard(char *q) { p = q; } ~Guard() { p[12] = 0; } };\n";
    for (const body of ["{ Guard g(b); }", "Guard g(b); if (b[0]) return;", "Guard *g = new Guard(b); delete g;"]) {
      const lines = await found(`${guard}void f() { char b[10]; b[0] = 1; ${body} }`);
      assert.match(lines.join("\n"), /^Guard::~Guard: write b\[10\]/, body);
    }
  });

  it("a virtual call runs what the object's class says", async () => {
    const classes = `class Sink { public: virtual void put(char *p) = 0; };
      class Far : public Sink { public: void put(char *p) { p[12] = 0; } };
      class Near : public Sink { public: void put(char *p) { p[2] = 0; } };\n`;
    assert.match((await found(`${classes}void f() { char b[10]; Sink *s = new Far; s->put(b); }`)).join("\n"), /^Far::put: write b\[10\]/);
    assert.match((await found(`${classes}void f() { char b[10]; Far o; Sink &s = o; s.put(b); }`)).join("\n"), /^Far::put: write b\[10\]/);
    assert.deepEqual(await found(`${classes}void f() { char b[10]; Sink *s = new Near; s->put(b); }`), []);
  });

  it("overloads are told apart by number and type of arguments", async () => {
    const overloads =
      "void put(char *p, int n) { p[n] = 0; }\nvoid put(char *p) { p[0] = 0; }\nvoid put(char *p, const char *text) { p[12] = 0; }\n";
    assert.deepEqual(await found(`${overloads}void f() { char b[10]; put(b); put(b, 3); }`), []);
    assert.equal((await found(`${overloads}void f() { char b[10]; put(b, "x"); }`)).length, 1);
  });

  it("containers pass on what was put in", async () => {
    const uses = [
      "std::vector<int> v; v.push_back(12); b[v[0]] = 0;",
      "std::map<int, int> m; m[3] = 12; b[m[3]] = 0;",
      "std::list<int> l; l.push_back(12); for (int n : l) b[n] = 0;",
    ];
    for (const use of uses) assert.equal((await found(`void f() { char b[10]; ${use} }`)).length, 1, use);
  });

  it("an array of the library knows its bounds", async () => {
    assert.equal((await found("void f() { std::array<int, 4> a; a[5] = 1; a[3] = 1; }")).length, 1);
  });

  it("a smart pointer leads to its object", async () => {
    const [line] = await found("void f() { std::unique_ptr<char[]> p(new char[10]); p[12] = 0; }");
    assert.match(line ?? "", /\[10\]/);
  });

  it("streams bring in data from outside", async () => {
    const [line] = await found("void f() { char b[10]; int n; std::cin >> n; b[n] = 0; }");
    assert.match(line ?? "", /from user/);
  });

  it("classes in a header with the extension of C are known", async () => {
    const header = "class Frame { char at[4]; public: void end(int n) { at[n] = 0; } };\n";
    const lines = await found(`#include "frame.h"\nvoid f() { Frame frame; frame.end(5); }`, { "frame.h": header });
    assert.match(lines.join("\n"), /^Frame::end: write/);
  });

  it("a record that a function returns holds what was put in", async () => {
    const make = "struct frame { int used; char *at; };\nstruct frame make(char *p) { struct frame f; f.used = 12; f.at = p; return f; }\n";
    assert.equal((await found(`${make}void f() { char b[10]; struct frame g = make(b); g.at[g.used] = 0; }`)).length, 1);
    assert.deepEqual(await found(`${make}void f() { char b[20]; struct frame g = make(b); g.at[g.used] = 0; }`), []);
  });

  it("looks into lambdas and templates", async () => {
    assert.equal((await found("void f() { char b[10]; auto g = [&]() { b[12] = 0; }; g(); }")).length, 1);
    assert.equal((await found("template <class T> void put(T t) { char b[10]; b[12] = t; }")).length, 1);
  });
});
