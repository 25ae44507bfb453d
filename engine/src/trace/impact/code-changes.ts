import type { ParsedFile } from "../../languages/front-end.js";
import type { FunctionFact } from "../../project/facts.js";
import { compareText } from "../../rule/finding.js";
import { unitDigest } from "../../text/versioned-digests.js";
import type { FilePath, Span } from "../../text/span.js";

/** What became of a source file's code. Comments and layout don't count. */
export interface CodeChange {
  readonly file: FilePath;
  readonly change: "added" | "removed" | "changed";
  /** Functions that were added or changed, with their present places. */
  readonly functions: readonly ChangedFunction[];
  /** Names of functions that are gone. */
  readonly removed: readonly string[];
  /** True when something outside of functions changed: types, macros, variables, includes. */
  readonly declarations: boolean;
  /** Names of the types, macros, variables and prototypes that changed; empty when what changed has no name (an include, a pragma). */
  readonly declared: readonly string[];
}

export interface ChangedFunction {
  readonly name: string;
  readonly change: "added" | "changed";
  readonly span: Span;
  readonly nameSpan: Span;
}

/** Compares two states of a file; `undefined` where its code is the same. A state that is not there is `undefined`. */
export function codeChange(file: FilePath, before: ParsedFile | undefined, after: ParsedFile | undefined): CodeChange | undefined {
  if (!after) {
    if (!before) return undefined;
    return {
      file,
      change: "removed",
      functions: [],
      removed: outermost(before).map(({ qualifiedName }) => qualifiedName),
      declarations: true,
      declared: [...declarationsOf(before).keys()],
    };
  }
  const functions = outermost(after);
  if (!before) {
    const added = functions.map((fact): ChangedFunction => ({ ...placeOf(fact), change: "added" }));
    return { file, change: "added", functions: added, removed: [], declarations: true, declared: [...declarationsOf(after).keys()] };
  }
  const earlier = digestsOf(before);
  const changed: ChangedFunction[] = [];
  for (const [key, { fact, digest }] of digestsOf(after)) {
    const known = earlier.get(key);
    earlier.delete(key);
    if (known?.digest !== digest) changed.push({ ...placeOf(fact), change: known ? "changed" : "added" });
  }
  const removed = [...earlier.values()].map(({ fact }) => fact.qualifiedName);
  const declarations = restDigest(before) !== restDigest(after);
  if (changed.length === 0 && removed.length === 0 && !declarations) return undefined;
  return { file, change: "changed", functions: changed, removed, declarations, declared: declarations ? changedNames(before, after) : [] };
}

interface DigestedFunction {
  readonly fact: FunctionFact;
  readonly digest: string;
}

/** Definitions by a key that stays the same when others come and go: `TEST(Suite, Name)` all have one name, so their signature tells them apart. */
function digestsOf(file: ParsedFile): Map<string, DigestedFunction> {
  const functions = outermost(file);
  const count = new Map<string, number>();
  for (const { qualifiedName } of functions) count.set(qualifiedName, (count.get(qualifiedName) ?? 0) + 1);
  const digests = new Map<string, DigestedFunction>();
  for (const fact of functions) {
    const base = count.get(fact.qualifiedName) === 1 ? fact.qualifiedName : `${fact.qualifiedName}\u0000${fact.signature}`;
    let key = base;
    for (let ordinal = 2; digests.has(key); ordinal++) key = `${base}\u0000${String(ordinal)}`;
    digests.set(key, { fact, digest: unitDigest(textOf(file, fact.span), file.language) });
  }
  return digests;
}

/** Definitions that stand in no other: what changes in an inner one changes its outer one. */
function outermost(file: ParsedFile): readonly FunctionFact[] {
  let end = -1;
  return file.facts.functions
    .filter(({ body }) => body !== undefined)
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
    .filter(({ span }) => {
      if (span.end <= end) return false;
      end = span.end;
      return true;
    });
}

/** Declarations outside of functions by name, each with the tokens of its text. */
function declarationsOf(file: ParsedFile): Map<string, string> {
  const { facts, language } = file;
  const prototypes = facts.functions.filter(({ body }) => body === undefined);
  const declarations = new Map<string, string>();
  for (const { name, span } of [...facts.macros, ...facts.types, ...facts.variables, ...prototypes]) {
    if (name === "") continue;
    const digest = unitDigest(textOf(file, span), language);
    declarations.set(name, `${declarations.get(name) ?? ""} ${digest}`);
  }
  return declarations;
}

function changedNames(before: ParsedFile, after: ParsedFile): string[] {
  const [a, b] = [declarationsOf(before), declarationsOf(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort(compareText);
}

/** Digest of everything outside of function definitions. */
function restDigest(file: ParsedFile): string {
  const parts: string[] = [];
  let from = 0;
  for (const { span } of outermost(file)) {
    parts.push(textOf(file, { start: from, end: span.start }));
    from = span.end;
  }
  parts.push(textOf(file, { start: from, end: file.document.text.length }));
  return unitDigest(parts.join("\n"), file.language);
}

function textOf(file: ParsedFile, span: Span): string {
  return file.document.text.slice(span.start, span.end);
}

function placeOf(fact: FunctionFact): Pick<ChangedFunction, "name" | "span" | "nameSpan"> {
  return { name: fact.qualifiedName, span: fact.span, nameSpan: fact.nameSpan };
}
