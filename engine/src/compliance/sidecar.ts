import { findNodeAtLocation, parseTree, type Node, type ParseError } from "jsonc-parser";
import * as z from "zod";
import { GlobSet } from "../project/file-sets.js";
import type { FilePath, Span } from "../text/span.js";
import { DISPOSITION_KINDS, type Disposition } from "./disposition.js";

/** Decisions about code that must not be edited: vendor, generated, read-only. */
export const DISPOSITIONS_FILE = "vitalint.dispositions.json";

const date = z.string().describe("Calendar date, ISO 8601: 2026-12-31.");

/** Schema of `vitalint.dispositions.json`, version 1; schemas/ is generated from it. */
export const DISPOSITIONS_SCHEMA = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1).default(1),
    dispositions: z.array(
      z
        .strictObject({
          path: z.string().min(1).describe("Path or glob, relative to the folder of this file."),
          rule: z.string().min(1).describe("Id of the rule."),
          kind: z
            .enum(DISPOSITION_KINDS)
            .describe("What was decided: not a weakness, a justified exception, or a known anomaly that stays."),
          reason: z.string().default("").describe("Why the finding may stand. Without one the decision does not hold."),
          symbol: z.string().optional().describe("Function or requirement that alone is meant; without it the whole file."),
          safetyImpact: z.string().optional().describe("Evaluation for safety (IEC 62304 5.8.3)."),
          securityImpact: z.string().optional().describe("Evaluation for security."),
          author: z.string().optional(),
          approver: z.string().optional(),
          date: date.optional(),
          expires: date.optional(),
          unitDigest: z
            .string()
            .optional()
            .describe("Unit digest, version 1, of the code that was looked at: the decision ends when it changes."),
        })
        .describe("A decision to leave findings standing."),
    ),
  })
  .describe("Decisions of Vitalint's users about findings in code that must not be edited.");

/** An entry of the sidecar with the files that it speaks of. */
export interface SidecarEntry {
  readonly disposition: Disposition;
  readonly files: GlobSet;
  readonly symbol?: string;
}

export interface Sidecar {
  readonly entries: readonly SidecarEntry[];
  readonly problems: readonly { readonly message: string; readonly span: Span }[];
}

export const NO_SIDECAR: Sidecar = { entries: [], problems: [] };

/** Reads `vitalint.dispositions.json`. An entry that is wrong is a located problem and decides nothing; the others hold. */
export function readSidecar(file: FilePath, text: string): Sidecar {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (!root || errors.length > 0) {
    const offset = errors[0]?.offset ?? 0;
    return {
      entries: [],
      problems: [
        { message: `${DISPOSITIONS_FILE} is not valid JSON: none of its decisions holds.`, span: { start: offset, end: offset + 1 } },
      ],
    };
  }
  const problems: { message: string; span: Span }[] = [];
  const entries: SidecarEntry[] = [];
  const list = findNodeAtLocation(root, ["dispositions"]);
  const outer = DISPOSITIONS_SCHEMA.safeParse({ ...valueOf(root), dispositions: [] });
  if (!outer.success || list?.type !== "array") {
    const message = outer.success ? "it has no list 'dispositions'" : (outer.error.issues[0]?.message ?? "it has another form");
    return {
      entries,
      problems: [
        { message: `${DISPOSITIONS_FILE}: ${message}: none of its decisions holds.`, span: { start: root.offset, end: root.offset + 1 } },
      ],
    };
  }
  for (const node of list.children ?? []) {
    const result = DISPOSITIONS_SCHEMA.shape.dispositions.element.safeParse(plain(node));
    if (!result.success) {
      const issue = result.error.issues[0];
      const at =
        findNodeAtLocation(
          node,
          (issue?.path ?? []).filter((part) => typeof part !== "symbol"),
        ) ?? node;
      const where = issue && issue.path.length > 0 ? `'${issue.path.map(String).join(".")}': ` : "";
      problems.push({
        message: `${DISPOSITIONS_FILE}: ${where}${issue?.message ?? "wrong entry"}. This decision does not hold.`,
        span: spanOf(at),
      });
      continue;
    }
    const { path, symbol, ...fields } = result.data;
    const source = { from: "sidecar", location: { file, span: spanOf(findNodeAtLocation(node, ["rule"]) ?? node) }, path } as const;
    entries.push({ disposition: { ...defined(fields), source }, files: new GlobSet([path]), ...(symbol === undefined ? {} : { symbol }) });
  }
  return { entries, problems };
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

function valueOf(node: Node): Record<string, unknown> {
  const value = plain(node);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A node's plain value; objects without a prototype, so that no key of the file means more than itself. */
function plain(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plain);
  if (node.type !== "object") return node.value;
  const value = Object.create(null) as Record<string, unknown>;
  for (const property of node.children ?? []) {
    const [key, content] = property.children ?? [];
    if (key && content) value[String(key.value)] = plain(content);
  }
  return value;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}
