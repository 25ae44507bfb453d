// The engine of Node 20 gives every object that `{...x, name: value}` makes a hidden class of its own: making it takes four times as long
// as it must, and whatever reads it later finds nothing in its caches. A literal that does not begin with a copy does not suffer from that,
// and `{...null, ...x, name: value}` is one, with the same keys in the same order.
import { readFileSync } from "node:fs";
import ts from "typescript";

/** Text of a source in which each object literal that begins with a spread, and goes on, begins with an empty one. Lines stay. */
export function withoutLeadingSpreads(text, path) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const places = [];
  const visit = (node) => {
    if (ts.isObjectLiteralExpression(node) && node.properties.length > 1) {
      const [first] = node.properties;
      if (ts.isSpreadAssignment(first)) places.push(first.getStart(source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  let made = "";
  let from = 0;
  for (const at of places) {
    made += text.slice(from, at) + "...null, ";
    from = at;
  }
  return made + text.slice(from);
}

/** For esbuild: our own sources, read once for all programs. */
export function spreadPlugin() {
  const known = new Map();
  return {
    name: "spread",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path.includes("/node_modules/")) return undefined;
        let contents = known.get(path);
        if (contents === undefined) known.set(path, (contents = withoutLeadingSpreads(readFileSync(path, "utf8"), path)));
        return { contents, loader: "ts" };
      });
    },
  };
}
