import assert from "node:assert/strict";
import type { ParsedFile } from "../../../../engine/src/index.js";
import { parseEs } from "../../../harness/parse-es.js";

/** Callee names of a text, in text order. */
function callees(text: string, path?: string): readonly string[] {
  return parseEs(text, path).facts.calls.map(({ callee }) => callee);
}

function functions({ facts }: ParsedFile): readonly string[] {
  return facts.functions.map(({ qualifiedName, linkage, body }) => `${qualifiedName} ${linkage}${body === undefined ? ";" : ""}`);
}

describe("facts of TypeScript and JavaScript", () => {
  it("know functions, methods and function values by their names", () => {
    const text = `
export function send(): void;
export function send(): void { const inner = () => 1; [1].map(() => inner()); }
export class Pump { constructor() {} private stop() {} onData = () => {}; get rate() { return 1; } }
const api = { start() {}, 'stop-all': function () {} };
exports.late = function () {};
function hidden() {}
export default () => 1;`;
    assert.deepEqual(functions(parseEs(text)), [
      "send external;", "send external", "send.inner internal", "Pump.constructor external", "Pump.stop internal", "Pump.onData external",
      "Pump.rate external", "start external", "stop-all external", "late external", "hidden internal", "default external",
    ]); // prettier-ignore
  });

  it("show signatures on one line", () => {
    const { facts } = parseEs("export const send = async (\n  topic: string, // where\n  body = 1,\n): Promise<void> => {};");
    assert.equal(facts.functions[0]?.signature, "export const send = async (topic: string, body = 1): Promise<void>");
  });

  it("list variables, types and imports", () => {
    const { facts } = parseEs(
      "import a from './a.js'; const b = require('b'); export * from \"c\"; import('d'); export let rate: number[] = []; enum E { X, Y = 5, Z } interface I { n: string } type T = I;",
    );
    assert.deepEqual(
      facts.includes.map(({ target, form }) => `${form} ${target}`),
      ["import ./a.js", "require b", "reexport c", "import d"],
    );
    assert.deepEqual(
      facts.variables.map(({ name, linkage, constant, type }) => [name, linkage, constant, type.kind]),
      [
        ["b", "internal", true, "unknown"],
        ["rate", "external", false, "array"],
      ],
    );
    assert.deepEqual(
      facts.types.map(({ kind, name, members }) => [kind, name, ...members.map((member) => `${member.name}=${String(member.value)}`)]),
      [
        ["enum", "E", "X=0", "Y=5", "Z=6"],
        ["interface", "I", "n=undefined"],
        ["alias", "T"],
      ],
    );
  });

  it("attach comments to what they document", () => {
    const { facts } = parseEs(
      "/** @file */\n\n/** @req SRS-1 */\nexport class A {\n  /** @req SRS-2 */\n  async run() {\n    // inside\n  }\n}\n\n/** @req SRS-3 */\nexport const go = () => 1;\n",
    );
    assert.deepEqual(
      facts.comments.map(({ attachment }) => attachment),
      [{ to: "file" }, { to: "type", index: 0 }, { to: "function", index: 0, inside: false }, { to: "function", index: 0, inside: true }, { to: "function", index: 1, inside: false }],
    ); // prettier-ignore
  });
});

describe("names of callees in TypeScript and JavaScript", () => {
  const cases: readonly (readonly [text: string, ...names: string[]])[] = [
    ["import crypto from 'node:crypto'; crypto.createHash('x');", "crypto.createHash"],
    ["import * as c from 'crypto'; c.createHash('x');", "crypto.createHash"],
    ["import { createHash as h } from 'node:crypto'; h('x').update(y);", ".update", "crypto.createHash"],
    ["const { exec: run } = require('child_process'); run(x);", "require", "child_process.exec"],
    ["const cp = require('node:child_process'); const { exec } = cp; const again = exec; again(x);", "require", "child_process.exec"],
    [
      "import { promisify } from 'util'; import { exec } from 'child_process'; const e = promisify(exec); e(x);",
      "util.promisify",
      "child_process.exec",
    ],
    ["require('fs').promises.readFile(x);", "fs.promises.readFile", "require"],
    ["const m = await import('mqtt'); m.default.connect(u);", "import", "mqtt.connect"],
    ["import mqtt, { connect } from 'mqtt'; mqtt.connect(u); connect(u);", "mqtt.connect", "mqtt.connect"],
    ["new (require('electron').BrowserWindow)();", "electron.BrowserWindow", "require"],
    ["window.eval(x); globalThis['eval'](x); (0, eval)(x);", "eval", "eval", "eval"],
    ["this.client.publish(x); client?.publish!(x); a[0].b(x);", "this.client.publish", "client.publish", "a.b"],
    ["import { exec } from 'child_process'; function f(exec) { exec(x); }", "exec"],
    ["const a = b; const b = a; a();", "a"],
  ];
  for (const [text, ...names] of cases) it(text, () => assert.deepEqual(callees(text, "a.mjs"), names));
});

describe("constants and types in TypeScript", () => {
  const valueOf = (text: string): unknown => {
    const file = parseEs(text);
    const last = [...file.tree.root.descendants()].filter(({ kind }) => kind === "call").at(-1)?.args[0];
    return last && (file.semantics.stringValue(last) ?? file.semantics.integerValue(last));
  };
  const cases: readonly (readonly [text: string, value: unknown])[] = [
    ["f('a' + \"b\\n\" + `c`);", "ab\nc"],
    ["const A = 'x'; const B = `${A}-y`; f(B);", "x-y"],
    ["const C = { url: 'u' } as const; f(C.url);", "u"],
    ["enum E { A = 'a' } f(E.A);", "a"],
    ["f((1 << 4) + 0x0f - 1_000);", -969],
    ["let a = 'x'; f(a);", undefined],
    ["const a = b + b; const b = a + a; f(a);", undefined],
    ["f('\\u{1F600}\\x41\\u0042');", "😀AB"],
  ];
  for (const [text, value] of cases) it(text, () => assert.equal(valueOf(text), value));
});

describe("broken and edited TypeScript", () => {
  const text =
    "import { a } from 'a';\nexport class P { /** x */ m(p: { q: string }) { return `${p.q} <b>`.length; } }\nconst x = a(<T,>(y: T) => y, /re/g);\n";

  it("is read wherever it is cut off", () => {
    for (let length = 0; length <= text.length; length++) {
      const file = parseEs(text.slice(0, length));
      [...file.facts.calls, ...file.facts.comments, ...file.facts.functions.map(({ signature }) => signature)];
      for (const node of file.tree.root.descendants()) {
        file.semantics.typeOf(node);
        file.semantics.declarationOf(node);
        file.semantics.stringValue(node);
      }
    }
  });

  it("tells where it is broken", () => {
    assert.equal(parseEs(text).syntaxErrors.length, 0);
    assert.deepEqual(parseEs("const a = ;").syntaxErrors, [{ start: 10, end: 11 }]);
  });
});
