import type { FileDispositions } from "../compliance/file-dispositions.js";
import type { ParsedFile, WrittenNames } from "../languages/front-end.js";
import type { FilePath } from "../text/span.js";
import type { FileTrace } from "../trace/contribution.js";
import type { VariableFact } from "./facts.js";

/*
 * What a project has to know of a file whose code nobody looks at right now: plain data that one worker hands to others, and one run
 * to the next. Who needs more parses the file.
 */

/** A function that is defined in a file. */
export interface DefinitionOutline {
  readonly name: string;
  readonly qualifiedName: string;
  readonly overload?: string;
  readonly linkage: "external" | "internal";
  readonly variadic: boolean;
  /** Names of the parameters. */
  readonly parameters: readonly string[];
  /** Index into the facts' functions. */
  readonly index: number;
}

/** A variable at file scope that is defined in a file, not merely declared. */
export interface VariableOutline {
  readonly name: string;
  readonly linkage: "external" | "internal";
  /** Nothing can write it. */
  readonly fixed: boolean;
  /** Who gets its value can write it: an array, a record, what a reference of C++ can mean. */
  readonly shared: boolean;
  /** Index into the facts' variables. */
  readonly index: number;
}

/** Names that a file defines. */
export interface FileSymbols {
  /** In text order. */
  readonly functions: readonly DefinitionOutline[];
  /** One of each name and linkage: the one with an initialiser, else the last. */
  readonly variables: readonly VariableOutline[];
}

/** How well a file could be parsed. */
export interface ParseCounts {
  readonly functions: number;
  readonly brokenFunctions: number;
  readonly blankedTokens: number;
}

/** What a project knows of a file without its tree. */
export interface FileOutline {
  readonly path: FilePath;
  /** What it includes, as it is written. */
  readonly includes: readonly string[];
  readonly symbols: FileSymbols;
  readonly written: WrittenNames | undefined;
  /** Digest of what other files can see of it. */
  readonly declarations: string;
  readonly counts: ParseCounts;
  readonly trace: FileTrace | undefined;
  readonly dispositions: FileDispositions;
}

/** Files that a file's code sees, as it names them. */
export function includesOf({ facts }: ParsedFile): readonly string[] {
  return facts.includes.flatMap(({ form, target }) => (form === "quoted" || form === "system" ? [target] : []));
}

/** Names that a parsed file defines. What rests on types is worked out when somebody asks. */
export function symbolsOf({ facts, tree, language }: ParsedFile): FileSymbols {
  const functions = facts.functions.flatMap((fact, index): readonly DefinitionOutline[] => {
    if (fact.body === undefined) return [];
    const { name, qualifiedName, overload, linkage } = fact;
    const lazy = {
      get variadic(): boolean {
        return fact.variadic;
      },
      get parameters(): readonly string[] {
        return fact.parameters.map((parameter) => parameter.name);
      },
    };
    return [Object.assign(lazy, { name, qualifiedName, linkage, index, ...(overload === undefined ? {} : { overload }) })];
  });
  const variables = new Map<string, VariableOutline>();
  facts.variables.forEach((fact, index) => {
    // `int limit;` defines too, but an initialiser elsewhere in the file says more.
    if (fact.initializer === undefined && tree.text.startsWith("extern", fact.span.start)) return;
    const key = `${fact.linkage} ${fact.name}`;
    if (fact.initializer === undefined && variables.has(key)) return;
    variables.set(key, new LazyVariable(fact, index, language === "cpp"));
  });
  return { functions, variables: [...variables.values()] };
}

/** The same without a way back to the tree. */
export function plainSymbols({ functions, variables }: FileSymbols): FileSymbols {
  return {
    functions: functions.map((each) => ({ ...each })),
    variables: variables.map(({ name, linkage, fixed, shared, index }) => ({ name, linkage, fixed, shared, index })),
  };
}

class LazyVariable implements VariableOutline {
  constructor(
    private readonly fact: VariableFact,
    readonly index: number,
    private readonly isCpp: boolean,
  ) {}

  get name(): string {
    return this.fact.name;
  }

  get linkage(): "external" | "internal" {
    return this.fact.linkage;
  }

  get fixed(): boolean {
    return this.fact.constant && this.fact.type.kind !== "pointer";
  }

  get shared(): boolean {
    const { kind } = this.fact.type;
    return this.isCpp || kind === "array" || kind === "record" || kind === "unknown";
  }
}
