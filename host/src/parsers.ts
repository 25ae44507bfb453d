import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Language, Parser } from "web-tree-sitter";
import type { CParsers } from "../../engine/src/index.js";

/** Loads the parsers of C and C++ from a directory that holds the three wasm files (`dist/` of the product). */
export async function loadParsers(directory: string): Promise<CParsers> {
  // Given as bytes: the runtime then looks for no file beside its own module, which a bundle does not have.
  await Parser.init({ wasmBinary: await readFile(join(directory, "web-tree-sitter.wasm")) });
  const [c, cpp] = await Promise.all([loadParser(directory, "tree-sitter-c.wasm"), loadParser(directory, "tree-sitter-cpp.wasm")]);
  return { c, cpp };
}

async function loadParser(directory: string, file: string): Promise<Parser> {
  const language = await Language.load(new Uint8Array(await readFile(join(directory, file))));
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}
