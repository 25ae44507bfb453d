import type { ParsedFile } from "../languages/front-end.js";
import type { SafetyClass } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import type { ProjectConfig, SoftwareItem } from "./config.js";
import type { FunctionFact } from "./facts.js";

/** A function together with the file that declares it. */
export interface FunctionRef {
  readonly file: ParsedFile;
  readonly fact: FunctionFact;
}

/** The definition that a name means. Its code is read when somebody asks for `file` or `fact`: who needs the name or the path alone asks for no more. */
export interface ResolvedFunction extends FunctionRef {
  readonly path: FilePath;
  readonly name: string;
  readonly variadic: boolean;
  readonly parameterNames: readonly string[];
}

/** What rules and evaluators may ask of the project around a file. Read-only. */
export interface ProjectView {
  readonly config: ProjectConfig;
  /** Paths of all files that are known, in code-unit order. */
  readonly paths: readonly FilePath[];
  parsed(path: FilePath): ParsedFile | undefined;
  /** Text of any known file, source or document. */
  text(path: FilePath): string | undefined;
  /** Software item that holds a file; `undefined` when none does or none are configured. */
  softwareItemOf(path: FilePath): SoftwareItem | undefined;
  /** IEC 62304 4.3: a file in no item counts as C once items are configured; `undefined` when none are. */
  safetyClassOf(path: FilePath): SafetyClass | undefined;
  /** True for SOUP: indexed, not reported. */
  isSoup(path: FilePath): boolean;
  /** Names of the programs (link units) that a file belongs to; `[""]` when none are configured. */
  programsOf(path: FilePath): readonly string[];
  /**
   * The one definition that a call of `name` in `from` can mean: internal linkage in the same file first, then external
   * linkage in a shared program. `undefined` when there is none or more than one: an ambiguous callee is unknown.
   */
  resolveFunction(name: string, from: FilePath): ResolvedFunction | undefined;
  /** The file of the project that an `#include` of a file means. */
  includedFile(from: FilePath, target: string): FilePath | undefined;
  /** The file that defines the variable of external linkage that `name` in `from` means; `undefined` when none or more than one does. */
  definerOfVariable(name: string, from: FilePath): FilePath | undefined;
}
