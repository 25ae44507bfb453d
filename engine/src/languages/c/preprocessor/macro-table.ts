import type { ParseEnvironment } from "../../front-end.js";
import type { Language } from "../../../text/document.js";

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

/** Macros by which one compiler knows itself; the others' are certainly not defined. */
const COMPILERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "gcc-arm": { __GNUC__: "12", __arm__: "1", __ARM_EABI__: "1" },
  iar: { __ICCARM__: "1", __IAR_SYSTEMS_ICC__: "9" },
  keil: { __ARMCC_VERSION: "6160000", __arm__: "1" },
};
const COMPILER_MACROS: readonly string[] = ["__GNUC__", "__ICCARM__", "__IAR_SYSTEMS_ICC__", "__ARMCC_VERSION", "__CC_ARM", "_MSC_VER"];

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
    const own = COMPILERS[environment.target];
    if (own !== undefined) {
      for (const name of COMPILER_MACROS) this.entries.set(name, { macro: undefined, certain: true });
      for (const [name, body] of Object.entries(own)) this.entries.set(name, { macro: { body }, certain: true });
    }
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
