import assert from "node:assert/strict";
import { NEVER_CANCELLED } from "../../../engine/src/index.js";
import { accesses, analysed } from "../../harness/flow.js";

/** A function that receives `b` and then runs `body`. */
const receiver = (body: string): string =>
  `int f(int s, int flag, uint32_t cap) { uint8_t b[64]; uint8_t out[16]; recv(s, b, 64, 0); uint32_t n = b[0]; ${body} return 0; }`;
const found = async (body: string, before = ""): Promise<readonly string[]> => accesses(await analysed({ "a.c": before + receiver(body) }));
const UNBOUNDED = ["f: write out[16] n 0..255 from network, may"];

describe("flow events: checks", () => {
  it("finds a length that nobody checks", async () => {
    assert.deepEqual(await found("memcpy(out, b, n);"), UNBOUNDED);
  });

  for (const [what, body] of Object.entries({
    "a check before": "if (n > sizeof out) return 1; memcpy(out, b, n);",
    "a check of a copy": "uint32_t m = n; if (m > 16) return 1; memcpy(out, b, n);",
    "a check of a difference": "if (n < 4 || n - 4 > 12) return 1; memcpy(out, b, n - 4);",
    "a check of a sum": "if (n + 8 > 16) return 1; memcpy(out + 8, b, n);",
    "a clamp": "if (n > 16) n = 16; memcpy(out, b, n);",
    "a conditional expression": "memcpy(out, b, n < 16 ? n : 16);",
    "a mask": "memcpy(out, b, n & 0x0f);",
    "a remainder": "memcpy(out, b, n % 16);",
    "a flag that remembers a check": "int ok = 0; if (n <= 16) ok = 1; if (ok) memcpy(out, b, n);",
    "a truth value that is kept": "int ok = n <= 16; if (ok) memcpy(out, b, n);",
    "an or of refusals": "if (flag || n > 16) return 1; memcpy(out, b, n);",
    "a switch": "switch (n) { case 4: case 8: memcpy(out, b, n); break; default: break; }",
    "goto to the end": "if (n > 16) goto end; memcpy(out, b, n); end: ;",
    "a bounded loop": "for (uint32_t i = 0; i < n && i < 16; i++) out[i] = b[i];",
  })) {
    it(`is silent after ${what}`, async () => assert.deepEqual(await found(body), []));
  }

  for (const [what, body] of Object.entries({
    "the check is of another number": "uint32_t m = b[1]; if (m > 16) return 1; memcpy(out, b, n);",
    "the number changes after the check": "if (n > 16) return 1; n = b[1]; memcpy(out, b, n);",
    "the check does not leave": "if (n > 16) flag = 1; memcpy(out, b, n);",
  })) {
    it(`finds it when ${what}`, async () => assert.equal((await found(body)).length, 1));
  }

  it("tells a check against the wrong limit", async () => {
    assert.deepEqual(await found("if (n > 32) return 1; memcpy(out, b, n);"), ["f: write out[16] n 0..32 from network, may"]);
  });

  it("marks a check against something unknown", async () => {
    assert.deepEqual(await found("if (n > cap) return 1; memcpy(out, b, n);"), ["f: write out[16] n 0..255 from network compared, may"]);
  });

  it("finds a loop that runs as far as outside data says", async () => {
    assert.deepEqual(await found("for (uint32_t i = 0; i < n; i++) out[i] = 0;"), ["f: write out[16] i 1..254 from network, may"]);
  });

  it("finds a loop that goes one too far", async () => {
    const source = "void f(void) { int a[8]; for (int i = 0; i <= 8; i++) a[i] = 0; for (int j = 0; j < 8; j++) a[j] = 1; }";
    assert.deepEqual(accesses(await analysed({ "a.c": source })), ["f: write a[32] i 1..8, must"]);
  });

  it("follows lengths through structures and blocks of that size", async () => {
    const source =
      "void *malloc(size_t n); struct h { uint8_t n; uint8_t data[32]; }; void f(int s) { struct h h; recv(s, &h, sizeof h, 0); uint8_t *p = malloc(h.n); if (p) memcpy(p, h.data, h.n); }" +
      "void g(int s) { struct h h; uint8_t out[8]; recv(s, &h, sizeof h, 0); memcpy(out, h.data, h.n); if (h.n <= 8) memcpy(out, h.data, h.n); }";
    assert.deepEqual(accesses(await analysed({ "a.c": source })), [
      "f: read h.data[32] h.n 0..255 from network, may",
      "g: write out[8] h.n 0..255 from network, may",
    ]);
  });

  it("comes to an end on lists, nested loops and recursion", async () => {
    const source =
      "struct n { struct n *next; int v; }; int sum(struct n *p) { int s = 0; while (p) { for (struct n *q = p; q; q = q->next) s += q->v; p = p->next; } return s; }" +
      "int deep(int n) { return n ? deep(n - 1) + other(n) : 0; } int other(int n) { return n > 5 ? deep(n / 2) : n; }";
    const { index, flow } = await analysed({ "a.c": source });
    for (const key of index.functionsOf("a.c")) assert.equal(flow.resultOf(key, NEVER_CANCELLED)?.incomplete, false, key);
  });
});

describe("flow events: functions and files", () => {
  const header = "uint32_t source(int s); void sink(uint8_t *d, const uint8_t *p, uint32_t n);";
  const files = {
    "source.c": `${header} uint32_t source(int s) { uint8_t b[2]; recv(s, b, 2, 0); return b[0]; }`,
    "sink.c": `${header} void sink(uint8_t *d, const uint8_t *p, uint32_t n) { memcpy(d, p, n); }`,
    "main.c": `${header} void run(int s) { uint8_t a[300], d[32]; uint32_t n = source(s); sink(d, a, n); }`,
  };

  it("reports at the sink what a caller in another file causes", async () => {
    assert.deepEqual(accesses(await analysed(files)), ["sink: write d[32] n 0..255 from network, may"]);
  });

  it("tells the way from source to sink", async () => {
    const { index, flow } = await analysed(files);
    const [key = ""] = index.functionsOf("sink.c");
    const event = flow.resultOf(key, NEVER_CANCELLED)?.events.find(({ kind }) => kind === "access");
    assert.deepEqual(
      event?.steps.map(({ role, location }) => `${role} ${location.file}`),
      ["source source.c", "through main.c", "through main.c", "sink sink.c"],
    );
  });

  it("is silent when the caller checks", async () => {
    const checked = { ...files, "main.c": files["main.c"].replace("sink(d, a", "if (n <= 32) sink(d, a") };
    assert.deepEqual(accesses(await analysed(checked)), []);
  });

  it("is silent when the callee checks", async () => {
    const checked = { ...files, "sink.c": files["sink.c"].replace("{ memcpy", "{ if (n > 32) return; memcpy") };
    assert.deepEqual(accesses(await analysed(checked)), []);
  });

  it("tells a callee's results apart", async () => {
    const source =
      "static int parse(const uint8_t *b, uint32_t *n) { if (b[0] > 16) return -1; *n = b[0]; return 0; }" +
      "void good(int s) { uint8_t b[64], o[16]; uint32_t n = 0; recv(s, b, 64, 0); if (parse(b, &n) != 0) return; memcpy(o, b, n); }" +
      "static int take(const uint8_t *b, uint32_t *n) { *n = b[0]; return 0; }" +
      "void bad(int s) { uint8_t b[64], o[16]; uint32_t n = 0; recv(s, b, 64, 0); if (take(b, &n) != 0) return; memcpy(o, b, n); }";
    assert.deepEqual(accesses(await analysed({ "a.c": source })), ["bad: write o[16] n 0..255 from network, may"]);
  });

  it("follows pointers to functions, variables and tables that never change", async () => {
    const source =
      "typedef void (*handler)(uint8_t *, const uint8_t *, uint32_t); static void put(uint8_t *d, const uint8_t *p, uint32_t n) { memcpy(d, p, n); }" +
      "static const handler table[2] = { put, put }; static int limit = 16; static int yes(void) { return 1; }" +
      "void a(int s) { uint8_t b[64], o[16]; recv(s, b, 64, 0); if (b[0] > limit) return; memcpy(o, b, b[0]); }" +
      "void c(int s) { uint8_t b[64], o[16]; recv(s, b, 64, 0); if (yes()) return; memcpy(o, b, b[0]); }" +
      "void t(int s) { uint8_t b[64], o[16]; recv(s, b, 64, 0); table[1](o, b, b[0]); }";
    assert.deepEqual(accesses(await analysed({ "a.c": source })), ["put: write o[16] n 0..255 from network, may"]);
  });

  it("gives the same in any order of files and questions", async () => {
    const one = await analysed(files);
    const other = await analysed(Object.fromEntries(Object.entries(files).reverse()));
    assert.deepEqual(accesses(other), accesses(one));
    for (const path of one.project.paths) {
      for (const key of one.index.functionsOf(path)) {
        assert.deepEqual(other.flow.resultOf(key, NEVER_CANCELLED), one.flow.resultOf(key, NEVER_CANCELLED));
      }
    }
  });

  it("analyses again what changed and who depends on it", async () => {
    const { project, index, flow } = await analysed(files);
    const digest = (path: string): string | undefined => flow.resultOf(index.functionsOf(path)[0] ?? "", NEVER_CANCELLED)?.summaryDigest;
    const before = ["source.c", "sink.c", "main.c"].map(digest);
    const text = project.text("sink.c") ?? "";
    const at = text.indexOf("{ memcpy") + 1;
    project.edit("sink.c", 1, [{ span: { start: at, end: at }, newText: " if (n > 32) return;" }]);
    while (project.index(100, NEVER_CANCELLED) > 0);
    index.invalidate();
    flow.invalidate(["sink.c"]);
    flow.advance(project.paths, Infinity, NEVER_CANCELLED);
    const after = ["source.c", "sink.c", "main.c"].map(digest);
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    assert.deepEqual(accesses({ project, index, flow }), []);
  });

  it("stops when cancelled and goes on afterwards", async () => {
    const { project, index, flow } = await analysed(files);
    flow.invalidate();
    assert.equal(flow.resultOf(index.functionsOf("main.c")[0] ?? "", { isCancelled: () => true }), undefined);
    assert.equal(flow.advance(project.paths, Infinity, NEVER_CANCELLED), 0);
    assert.equal(accesses({ project, index, flow }).length, 1);
  });
});
