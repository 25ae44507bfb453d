import {
  createCFrontEnd,
  SourceDocument,
  type CFrontEndOptions,
  type FrontEnd,
  type IncludeResolver,
  type ParsedFile,
} from "../../engine/src/index.js";
import { cParsers } from "./parsers.js";

let shared: Promise<FrontEnd> | undefined;

/** The front end of C and C++ with its default options, made once per process. */
export function cFrontEnd(options?: CFrontEndOptions): Promise<FrontEnd> {
  if (options !== undefined) return cParsers().then((parsers) => createCFrontEnd(parsers, options));
  return (shared ??= cParsers().then((parsers) => createCFrontEnd(parsers)));
}

export const NO_INCLUDES: IncludeResolver = { resolve: () => undefined };

/** Parses one snippet, together with headers by name that it may include. */
export async function parseC(
  text: string,
  language: "c" | "cpp" = "c",
  headers: Readonly<Record<string, string>> = {},
): Promise<ParsedFile> {
  const frontEnd = await cFrontEnd();
  const parsed = new Map<string, ParsedFile>();
  const includes: IncludeResolver = {
    resolve: (_, { target }) => {
      const header = headers[target];
      if (header === undefined) return undefined;
      const known = parsed.get(target) ?? frontEnd.parse(new SourceDocument(target, language, header, 0), includes);
      parsed.set(target, known);
      return known;
    },
  };
  return frontEnd.parse(new SourceDocument(language === "c" ? "a.c" : "a.cpp", language, text, 0), includes);
}
