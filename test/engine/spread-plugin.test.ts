import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";

const root = new URL("../../../", import.meta.url);

type Rewrite = (text: string, path: string) => string;

async function rewriter(): Promise<Rewrite> {
  const plugin = (await import(new URL("scripts/spread-plugin.mjs", root).href)) as { readonly withoutLeadingSpreads: Rewrite };
  return plugin.withoutLeadingSpreads;
}

describe("object literals that begin with a copy, in the bundles", () => {
  const same = [
    ["({ ...x })", "a copy alone"],
    ["({ d: 1, ...x })", "a name first"],
    ["[...list, 1]", "an array"],
    ["(({ a, ...others }) => others)(x)", "a pattern in a parameter"],
    ["(() => { const { a, ...others } = x; return others; })()", "a pattern in a declaration"],
  ] as const;
  const other = [
    ["({ ...x, d: 1 })", "({ ...null, ...x, d: 1 })"],
    ["({ ...x, a: 7, d: 1 })", "({ ...null, ...x, a: 7, d: 1 })"],
    ["({ ...x, ...y })", "({ ...null, ...x, ...y })"],
    ["[x].map((each) => ({ ...each, in: { ...y, e: 1 } }))", "[x].map((each) => ({ ...null, ...each, in: { ...null, ...y, e: 1 } }))"],
    ["({\n  ...x,\n  d: 1,\n})", "({\n  ...null, ...x,\n  d: 1,\n})"],
  ] as const;
  const valueOf = (text: string): string =>
    JSON.stringify(runInNewContext(text, { x: { a: 1, b: 2, c: 3 }, y: { c: 4, f: 5 }, list: [1] }));

  for (const [text, what] of same) {
    it(`leaves ${what} alone`, async () => {
      assert.equal((await rewriter())(text, "a.ts"), text);
    });
  }

  for (const [text, expected] of other) {
    it(`gives the same value, names in the same order: ${text.replace(/\s+/g, " ")}`, async () => {
      assert.equal((await rewriter())(text, "a.ts"), expected);
      assert.equal(valueOf(expected), valueOf(text));
    });
  }

  it("have no copy at their beginning in what is shipped", () => {
    // A line of our own that begins so in the source, and is bundled.
    const source = readFileSync(new URL("engine/src/languages/c/site.ts", root), "utf8");
    assert.match(source, /\{ \.\.\.site, node \}/);
    const bundle = readFileSync(fileURLToPath(new URL("dist/worker.cjs", root)), "utf8");
    assert.match(bundle, /\{\.\.\.null,\.\.\.site,node/);
  });
});
