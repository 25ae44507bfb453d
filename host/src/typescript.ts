import { createRequire } from "node:module";
import { join } from "node:path";
import type { TypeScript } from "../../engine/src/index.js";

/**
 * A getter of TypeScript's parser from a directory that holds `typescript.cjs` (`dist/` of the product). It is a file of its
 * own, read when the first TypeScript or JavaScript file comes: it takes longer to start than everything else together.
 */
export function typeScriptOf(directory: string): () => TypeScript {
  let loaded: TypeScript | undefined;
  return () => (loaded ??= createRequire(join(directory, "typescript.cjs"))("./typescript.cjs") as TypeScript);
}
