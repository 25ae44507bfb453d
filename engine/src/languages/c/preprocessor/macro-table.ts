import type { ParseEnvironment } from "../../front-end.js";
import type { Language } from "../../../text/document.js";
import { targetProfile } from "../target-profiles.js";

/** What outside of the text decides about its conditionals. */
export type BuildEnvironment = ParseEnvironment;

export const NO_ENVIRONMENT: BuildEnvironment = { defines: {}, target: "" };

export interface KnownMacro {
  readonly parameters?: readonly string[];
  readonly body: string;
}

/** `undefined` as a value: certainly not defined. */
interface Entry {
  readonly macro: KnownMacro | undefined;
  readonly certain: boolean;
}

/**
 * The macros that are known at a place of a file. A macro that nobody mentioned is neither defined nor undefined: it may
 * come from a build that is not at hand.
 */
export class MacroTable {
  private readonly entries = new Map<string, Entry>();
  /** Names that changed in the branches that are open, innermost last: whether they took place is not certain. */
  private readonly open: Set<string>[] = [];

  constructor(language: Language, environment: BuildEnvironment) {
    this.entries.set("__cplusplus", { macro: language === "cpp" ? { body: "201703L" } : undefined, certain: true });
    const { defines, absent } = targetProfile(environment.target);
    for (const name of absent) this.entries.set(name, { macro: undefined, certain: true });
    for (const [name, body] of Object.entries(defines)) this.entries.set(name, { macro: { body }, certain: true });
    for (const [name, body] of Object.entries(environment.defines)) this.entries.set(name, { macro: { body }, certain: true });
  }

  get(name: string): Entry | undefined {
    return this.entries.get(name);
  }

  define(name: string, macro: KnownMacro): void {
    this.set(name, macro);
  }

  undefine(name: string): void {
    this.set(name, undefined);
  }

  /** A conditional begins of which nobody knows which branch counts. */
  enterUncertain(): void {
    this.open.push(new Set());
  }

  leaveUncertain(): void {
    const changed = this.open.pop() ?? new Set();
    for (const name of changed) {
      const entry = this.entries.get(name);
      if (entry) this.entries.set(name, { ...entry, certain: false });
      this.open.at(-1)?.add(name);
    }
  }

  private set(name: string, macro: KnownMacro | undefined): void {
    this.entries.set(name, { macro, certain: true });
    this.open.at(-1)?.add(name);
  }
}
