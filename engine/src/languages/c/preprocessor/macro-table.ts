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

/** What the branches of a conditional do to one name. */
interface Change {
  readonly before: Entry | undefined;
  /** A definition that stands in one of the earlier branches. */
  defined: KnownMacro | undefined;
}

/**
 * The macros that are known at a place of a file. A macro that nobody mentioned is neither defined nor undefined: it may
 * come from a build that is not at hand.
 */
export class MacroTable {
  private readonly entries = new Map<string, Entry>();
  /** Names that changed in the branches that are open, with what was known of them before, innermost last: whether they took place is not certain. */
  private readonly open: Map<string, Change>[] = [];

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
    this.open.push(new Map());
  }

  /** The next branch of such a conditional: what one branch did did not happen in another. */
  nextUncertain(): void {
    for (const [name, change] of this.open.at(-1) ?? []) {
      const { before } = change;
      change.defined = this.entries.get(name)?.macro ?? change.defined;
      if (before === undefined) this.entries.delete(name);
      else this.entries.set(name, before);
    }
  }

  leaveUncertain(): void {
    for (const [name, { before, defined }] of this.open.pop() ?? []) {
      this.entries.set(name, { macro: this.entries.get(name)?.macro ?? defined, certain: false });
      this.note(name, before);
    }
  }

  private note(name: string, before: Entry | undefined): void {
    const changed = this.open.at(-1);
    if (changed?.has(name) === false) changed.set(name, { before, defined: undefined });
  }

  private set(name: string, macro: KnownMacro | undefined): void {
    this.note(name, this.entries.get(name));
    this.entries.set(name, { macro, certain: true });
  }
}
