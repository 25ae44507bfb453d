import { join } from "node:path";
import { createEcmascriptFrontEnd, languageOfPath, SourceDocument, type FrontEnd, type ParsedFile } from "../../engine/src/index.js";
import { typeScriptOf } from "../../host/src/typescript.js";
import { ROOT } from "./engine.js";
import { NO_INCLUDES } from "./parse-c.js";

/** The front end of TypeScript and JavaScript, on the product's own bundle of the parser. */
export const ES_FRONT_END: FrontEnd = createEcmascriptFrontEnd(typeScriptOf(join(ROOT, "dist")));

/** Parses one snippet; the extension of the path tells the language. */
export function parseEs(text: string, path = "a.ts", version = 0): ParsedFile {
  return ES_FRONT_END.parse(new SourceDocument(path, languageOfPath(path), text, version), NO_INCLUDES);
}
