import { parse } from "jsonc-parser";
import type { FilePath } from "../text/span.js";

/** How the build compiles a file. */
export interface CompileSettings {
  readonly defines: Readonly<Record<string, string>>;
  /** Folders for `#include`, relative to the project. */
  readonly includePaths: readonly FilePath[];
}

const NOTHING: CompileSettings = { defines: {}, includePaths: [] };

/** True for a file that says how others are compiled. */
export function isBuildDescription(path: FilePath): boolean {
  return /(?:^|\/)(?:compile_commands|\.vscode\/c_cpp_properties)\.json$/.test(path);
}

/**
 * What `compile_commands.json` and the C/C++ extension's `c_cpp_properties.json` say of macros and folders. The former speaks of single
 * files; a file of which nobody speaks, such as a header, gets what holds for all.
 */
export class BuildDatabase {
  private readonly sources = new Map<FilePath, string>();
  private settings: { readonly byFile: ReadonlyMap<FilePath, CompileSettings>; readonly common: CompileSettings } | undefined;

  /** Takes a description's new text, or that it is gone; true when it is another one than before. */
  set(path: FilePath, text: string | undefined): boolean {
    if (this.sources.get(path) === text) return false;
    if (text === undefined) this.sources.delete(path);
    else this.sources.set(path, text);
    this.settings = undefined;
    return true;
  }

  /** The project has other files now: paths are matched anew. */
  filesChanged(): void {
    this.settings = undefined;
  }

  /** Settings of a file; `known` tells the files of the project, to which absolute paths are matched. */
  of(path: FilePath, known: (path: FilePath) => boolean): CompileSettings {
    if (this.sources.size === 0) return NOTHING;
    const { byFile, common } = (this.settings ??= this.read(known));
    return byFile.get(path) ?? common;
  }

  private read(known: (path: FilePath) => boolean): NonNullable<BuildDatabase["settings"]> {
    const byFile = new Map<FilePath, CompileSettings>();
    const shared: CompileSettings[] = [];
    for (const [path, text] of [...this.sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const content: unknown = parse(text, [], { allowTrailingComma: true });
      if (path.endsWith("c_cpp_properties.json")) shared.push(readProperties(content));
      else for (const [file, settings] of readCommands(content, known)) if (!byFile.has(file)) byFile.set(file, settings);
    }
    const common = joined([...(byFile.size === 0 ? [] : [intersection([...byFile.values()])]), ...shared]);
    return { byFile, common };
  }
}

function joined(all: readonly CompileSettings[]): CompileSettings {
  const defines: Record<string, string> = {};
  for (const each of [...all].reverse()) Object.assign(defines, each.defines);
  return { defines, includePaths: [...new Set(all.flatMap(({ includePaths }) => includePaths))] };
}

/** Macros that have the same value everywhere, and all folders. */
function intersection(all: readonly CompileSettings[]): CompileSettings {
  const [first = NOTHING] = all;
  const same = Object.entries(first.defines).filter(([name, value]) => all.every(({ defines }) => defines[name] === value));
  return { defines: Object.fromEntries(same), includePaths: [...new Set(all.flatMap(({ includePaths }) => includePaths))] };
}

interface Command {
  readonly directory: string;
  readonly file: string;
  readonly args: readonly string[];
}

function readCommands(content: unknown, known: (path: FilePath) => boolean): ReadonlyMap<FilePath, CompileSettings> {
  const commands = (Array.isArray(content) ? content : []).flatMap((entry: unknown) => readCommand(entry) ?? []);
  const root = rootOf(commands, known);
  const found = new Map<FilePath, CompileSettings>();
  if (root === undefined) return found;
  for (const command of commands) {
    const file = within(root, command.file);
    if (file !== undefined && !found.has(file)) found.set(file, settingsOf(command, root));
  }
  return found;
}

function readCommand(entry: unknown): Command | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { directory, file, command, arguments: list } = entry as Readonly<Record<string, unknown>>;
  if (typeof file !== "string") return undefined;
  const folder = typeof directory === "string" ? normal(directory) : "";
  const args = Array.isArray(list)
    ? list.filter((each): each is string => typeof each === "string")
    : typeof command === "string"
      ? words(command)
      : [];
  return { directory: folder, file: absolute(folder, file), args };
}

/** The project's folder as the build names it: what stands before the path of a known file. */
function rootOf(commands: readonly Command[], known: (path: FilePath) => boolean): string | undefined {
  const votes = new Map<string, number>();
  for (const { file } of commands.slice(0, 200)) {
    for (let at = 0; at >= 0; at = file.indexOf("/", at + 1)) {
      const rest = file.slice(at === 0 && !file.startsWith("/") ? 0 : at + 1);
      if (!known(rest)) continue;
      const root = file.slice(0, file.length - rest.length);
      votes.set(root, (votes.get(root) ?? 0) + 1);
      break;
    }
  }
  return [...votes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}

function settingsOf({ args, directory }: Command, root: string): CompileSettings {
  const defines: Record<string, string> = {};
  const includePaths: FilePath[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const option = /^(-D|-U|-I|-isystem|-iquote|\/D|\/I)(.*)$/s.exec(arg);
    if (option === null) continue;
    const [, name = "", attached = ""] = option;
    const value = attached === "" ? (args[++i] ?? "") : attached;
    if (name === "-D" || name === "/D") {
      const macro = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(value);
      if (macro?.[1] !== undefined) defines[macro[1]] = macro[2] ?? "1";
    } else if (name === "-U") Reflect.deleteProperty(defines, value);
    else {
      const folder = within(root, absolute(directory, value));
      if (folder !== undefined) includePaths.push(folder);
    }
  }
  return { defines, includePaths: [...new Set(includePaths)] };
}

/** The first configuration counts, as it does in the editor until somebody chooses another. */
function readProperties(content: unknown): CompileSettings {
  const list = (content as { readonly configurations?: unknown } | undefined)?.configurations;
  const [first] = Array.isArray(list) ? (list as readonly unknown[]) : [];
  if (typeof first !== "object" || first === null) return NOTHING;
  const { defines, includePath } = first as Readonly<Record<string, unknown>>;
  const strings = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
  const macros = strings(defines).flatMap((text) => {
    const found = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(text.trim());
    return found?.[1] === undefined ? [] : [[found[1], found[2] ?? "1"] as const];
  });
  const folders = strings(includePath).flatMap((text) => {
    const path = normal(text.replace(/^\$\{(?:workspaceFolder|workspaceRoot)\}\/?/, "").replace(/\/?\*\*?$/, ""));
    return path.includes("$") || path.startsWith("/") || /^[a-z]:/i.test(path) ? [] : [path];
  });
  return { defines: Object.fromEntries(macros), includePaths: folders };
}

/** Words of a command line: quotes group, a backslash before a quote is part of the word. */
function words(command: string): readonly string[] {
  return [...command.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)].map(([word]) =>
    word.replace(
      /\\(["\\ ])|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
      (_, escaped?: string, double?: string, single?: string) => escaped ?? double?.replace(/\\(["\\])/g, "$1") ?? single ?? "",
    ),
  );
}

function absolute(directory: string, path: string): string {
  const plain = normal(path);
  return plain.startsWith("/") || /^[a-z]:/i.test(plain) || directory === "" ? plain : normal(`${directory}/${plain}`);
}

/** Slashes, without `.` and `..`. */
function normal(path: string): string {
  const plain = path.replaceAll("\\", "/");
  const segments: string[] = [];
  for (const segment of plain.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && segments.length > 0 && segments.at(-1) !== "..") segments.pop();
    else segments.push(segment);
  }
  return (plain.startsWith("/") ? "/" : "") + segments.join("/");
}

/** A path below the root, relative to it; `undefined` for another. */
function within(root: string, path: string): FilePath | undefined {
  if (root === "") return path.startsWith("/") || path.startsWith("..") ? undefined : path;
  if (`${path}/` === root) return "";
  return path.startsWith(root) ? path.slice(root.length) : undefined;
}
