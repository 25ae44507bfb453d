import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Language, Parser } from "web-tree-sitter";
import type { CParsers } from "../../engine/src/index.js";

const require = createRequire(import.meta.url);
let parsers: Promise<CParsers> | undefined;

/** tree-sitter parsers for C and C++ from `node_modules`, made once per process. */
export function cParsers(): Promise<CParsers> {
  return (parsers ??= create());
}

async function create(): Promise<CParsers> {
  await Parser.init();
  return { c: await load("tree-sitter-c/tree-sitter-c.wasm"), cpp: await load("tree-sitter-cpp/tree-sitter-cpp.wasm") };
}

async function load(module: string): Promise<Parser> {
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(require.resolve(module))));
  return parser;
}
