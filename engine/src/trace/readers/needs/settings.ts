import { parse } from "smol-toml";
import type { FilePath } from "../../../text/span.js";

/** What a project's `ubproject.toml` says of its needs. */
export interface NeedsSettings {
  /** Names of the directives that make needs, in lower case, with the title of the type. */
  readonly types: ReadonlyMap<string, string>;
  /** Names of the options that hold links, in lower case. */
  readonly links: ReadonlySet<string>;
}

const NONE: NeedsSettings = { types: new Map(), links: new Set() };
/** Settings are small; what is larger is no settings file. In UTF-16 code units. */
const MAX_LENGTH = 1_000_000;

/** Settings in the nearest `ubproject.toml` (or `conf.py`) in the folders above a document. */
export function needsSettings(document: FilePath, textOf: (path: FilePath) => string | undefined): NeedsSettings {
  for (const folder of foldersAbove(document)) {
    const toml = textOf(`${folder}ubproject.toml`);
    if (toml !== undefined) return settingsOf(recordIn(parseToml(toml), "needs"));
    const python = textOf(`${folder}conf.py`);
    if (python !== undefined) return settingsOfPython(python);
  }
  return NONE;
}

/** Folders from a file's own to the project's, each with a slash at its end. */
export function foldersAbove(path: FilePath): string[] {
  const folders: string[] = [];
  for (let slash = path.lastIndexOf("/"); slash >= 0; slash = path.lastIndexOf("/", slash - 1)) {
    folders.push(path.slice(0, slash + 1));
    if (slash === 0) break;
  }
  return [...folders, ""];
}

/** A TOML text as plain data; an empty record for one that can't be read. */
export function parseToml(text: string): Readonly<Record<string, unknown>> {
  if (text.length > MAX_LENGTH) return {};
  try {
    return parse(text, { maxDepth: 50 });
  } catch {
    // Sphinx-Needs itself tells what is wrong with its settings; here the defaults stand.
    return {};
  }
}

/** The record under a key; an empty one where there is none. */
export function recordIn(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Readonly<Record<string, unknown>>) : {};
}

function settingsOf(needs: Readonly<Record<string, unknown>>): NeedsSettings {
  const types = new Map<string, string>();
  for (const type of listIn(needs, "types")) {
    const directive = textIn(type, "directive");
    if (directive !== undefined) types.set(directive.toLowerCase(), textIn(type, "title") ?? directive);
  }
  const links = new Set(Object.keys(recordIn(needs, "links")).map((name) => name.toLowerCase()));
  for (const link of listIn(needs, "extra_links")) {
    const option = textIn(link, "option");
    if (option !== undefined) links.add(option.toLowerCase());
  }
  return { types, links };
}

/** `needs_types` and `needs_extra_links` as they are usually written; anything computed is left out. */
function settingsOfPython(text: string): NeedsSettings {
  const values = (key: string): string[] => {
    const pattern = new RegExp(`\\b${key}["']?[ \\t]{0,10}[:=][ \\t]{0,10}["']([\\w-]{1,60})["']`, "g");
    return [...text.slice(0, MAX_LENGTH).matchAll(pattern)].map((match) => (match[1] ?? "").toLowerCase());
  };
  return { types: new Map(values("directive").map((name) => [name, name])), links: new Set(values("option")) };
}

function listIn(record: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  const found = record[key];
  return Array.isArray(found) ? found : [];
}

function textIn(value: unknown, key: string): string | undefined {
  const found = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof found === "string" ? found : undefined;
}
