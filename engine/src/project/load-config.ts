import { findNodeAtLocation, parse, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { digestOf } from "../text/digest.js";
import type { Span } from "../text/span.js";
import { CONFIG_SCHEMA, type RawConfig } from "./config-schema.js";
import type { ProjectConfig } from "./config.js";

/** Name of the configuration file; the nearest one above a file makes its project. */
export const CONFIG_FILE = "vitalint.json";

export interface ConfigProblem {
  readonly message: string;
  readonly span: Span;
}

export interface LoadedConfig {
  readonly config: ProjectConfig;
  readonly problems: readonly ConfigProblem[];
}

/** Configuration of a project without a `vitalint.json`. */
export function defaultConfig(): ProjectConfig {
  return complete(CONFIG_SCHEMA.parse({}));
}

/**
 * Reads the text of `vitalint.json` (JSON with comments). Each problem is located; a configuration with problems
 * counts as absent, so that no half-read setting changes findings unseen.
 */
export function loadConfig(text: string): LoadedConfig {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    const problems = errors.map((error) => ({
      message: `vitalint.json is not valid JSON: ${words(printParseErrorCode(error.error))}.`,
      span: { start: error.offset, end: error.offset + Math.max(1, error.length) },
    }));
    return { config: defaultConfig(), problems };
  }
  const result = CONFIG_SCHEMA.safeParse(parse(text, [], { allowTrailingComma: true }));
  if (!result.success) {
    const problems = result.error.issues.map((issue) => ({
      message: `vitalint.json: ${issue.path.length > 0 ? `'${issue.path.map(String).join(".")}': ` : ""}${issue.message}.`,
      span: spanOfPath(root, issue.path, text),
    }));
    return { config: defaultConfig(), problems };
  }
  return { config: complete(result.data), problems: duplicateNames(result.data, root, text) };
}

function complete(raw: RawConfig): ProjectConfig {
  const { $schema: _, rules, device, version, softwareItems, requirements, risks, designs, verification, tests, ...rest } = raw;
  const { presets, ...ruleSeverities } = rules;
  return {
    ...rest,
    target: rest.target ?? "",
    ...(device === undefined ? {} : { device }),
    ...(version === undefined ? {} : { version }),
    softwareItems: softwareItems.map(withoutUndefined),
    requirements: requirements.map(withoutUndefined),
    risks: risks.map(withoutUndefined),
    designs: designs.map(withoutUndefined),
    verification: verification.map(withoutUndefined),
    tests: { results: tests.results, levels: withoutUndefined(tests.levels) },
    presets,
    ruleSeverities,
    digest: digestOf(canonical(raw)),
  };
}

function duplicateNames(raw: RawConfig, root: Node | undefined, text: string): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const list of ["softwareItems", "programs"] as const) {
    const seen = new Set<string>();
    raw[list].forEach((entry, index) => {
      if (seen.has(entry.name)) {
        problems.push({
          message: `vitalint.json: two entries of '${list}' are named '${entry.name}'.`,
          span: spanOfPath(root, [list, index, "name"], text),
        });
      }
      seen.add(entry.name);
    });
  }
  return problems;
}

function spanOfPath(root: Node | undefined, path: readonly PropertyKey[], text: string): Span {
  const segments = path.filter((part): part is string | number => typeof part !== "symbol");
  for (let length = segments.length; length >= 0 && root; length--) {
    const node = findNodeAtLocation(root, segments.slice(0, length));
    if (node) return { start: node.offset, end: node.offset + (length === 0 ? 1 : node.length) };
  }
  return { start: 0, end: Math.min(1, text.length) };
}

/** JSON with sorted keys: the same bytes for the same meaning. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}

function words(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
