import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { createCFrontEnd, languageOfPath, SourceDocument, type IncludeResolver, type ParsedFile } from "../../engine/src/index.js";
import { cParsers } from "../harness/parsers.js";

// `npm run bench -- syntax FOLDER…`: how many of the functions that universal-ctags sees hold a syntax error, what was blanked to get
// there, and the speed of parsing. Each file is read for itself, without its headers. `--list` names the functions.

const NO_INCLUDES: IncludeResolver = { resolve: () => undefined };

interface SeenFunction {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** Runs the benchmark; gives the process's exit code. */
export async function syntax(args: readonly string[]): Promise<number> {
  const folders = args.filter((arg) => !arg.startsWith("--"));
  if (folders.length === 0) {
    console.error("usage: npm run bench -- syntax FOLDER… [--list]");
    return 2;
  }
  const frontEnd = createCFrontEnd(await cParsers());
  for (const folder of folders) {
    const seen = functionsByFile(resolve(folder));
    const total = { functions: 0, broken: 0, lost: 0, lines: 0, blanked: 0, milliseconds: 0 };
    for (const path of sources(resolve(folder))) {
      const language = languageOfPath(path);
      if (language !== "c" && language !== "cpp") continue;
      const text = readFileSync(path, "latin1");
      const started = performance.now();
      const file = frontEnd.parse(new SourceDocument(relative(folder, path), language, text, 0), NO_INCLUDES);
      total.milliseconds += performance.now() - started;
      total.lines += text.split("\n").length;
      total.blanked += file.repair?.blankedTokens ?? 0;
      count(file, seen.get(path) ?? [], total, args.includes("--list"));
      frontEnd.release(file);
    }
    const percent = (n: number): string => `${((100 * n) / Math.max(1, total.functions)).toFixed(2)} %`;
    console.log(
      `${basename(folder)}: ${String(total.functions)} functions, ${percent(total.broken)} with a syntax error inside, ${percent(total.lost)} without a fact; ` +
        `${((1000 * total.blanked) / total.lines).toFixed(2)} blanked tokens per 1,000 lines; ${Math.round((1000 * total.lines) / total.milliseconds).toLocaleString("en")} lines/s`,
    );
  }
  return 0;
}

function count(
  file: ParsedFile,
  functions: readonly SeenFunction[],
  total: { functions: number; broken: number; lost: number },
  list: boolean,
): void {
  const lineAt = (offset: number): number => file.document.lines.positionAt(offset).line + 1;
  const errors = file.syntaxErrors.map(({ start, end }) => [lineAt(start), lineAt(Math.max(start, end - 1))] as const);
  const defined = file.facts.functions.filter(({ body }) => body !== undefined);
  // ctags calls what a macro defines by the macro's name; a function is the one that stands on the line.
  const lines = new Set(defined.flatMap(({ span, nameSpan }) => [lineAt(span.start), lineAt(nameSpan.start)]));
  const known = new Set(defined.map(({ name }) => name));
  const isKnown = (name: string, first: number): boolean => known.has(name) || lines.has(first);
  for (const { name, first, last } of functions) {
    total.functions++;
    const error = errors.find(([start, end]) => start <= last && end >= first);
    if (error) total.broken++;
    if (!isKnown(name, first)) total.lost++;
    if (list && error) console.log(`  ${file.document.path}:${String(Math.max(first, error[0]))} ${name}`);
    else if (list && !isKnown(name, first)) console.log(`  ${file.document.path}:${String(first)} ${name} (no fact)`);
  }
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:c|h|cc|cpp|cxx|hpp)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function functionsByFile(folder: string): ReadonlyMap<string, readonly SeenFunction[]> {
  const options = [
    "-R",
    "--languages=C,C++",
    "--kinds-C=f",
    "--kinds-C++=f",
    "--sort=no",
    "--fields=+ne",
    "-x",
    "--_xformat=%{line}\t%{end}\t%{name}\t%{input}",
  ];
  const found = new Map<string, SeenFunction[]>();
  for (const line of execFileSync("ctags", [...options, folder], { encoding: "utf8", maxBuffer: 1 << 28 }).split("\n")) {
    const [first, last, name, path] = line.split("\t");
    if (first === undefined || last === undefined || name === undefined || path === undefined) continue;
    const entry = { name, first: Number(first), last: Number(last) || Number(first) };
    const list = found.get(path);
    if (list) list.push(entry);
    else found.set(path, [entry]);
  }
  return found;
}
