import { resolve } from "node:path";
import { CONFIG_FILE, NEVER_CANCELLED, ProjectEngine, type FileInput, type Finding, type Fix } from "../../engine/src/index.js";
import { createEngineParts } from "../../host/src/engine-parts.js";
import { openFolder } from "../../host/src/open-project.js";
import { readInput } from "../../host/src/read-file.js";
import { applyFix } from "../harness/engine.js";
import { offeredAgain } from "../harness/fixes.js";
import { compiles, TreeCompiler } from "./tree-compiler.js";

/** What became of one fix at one place. */
export interface Outcome {
  readonly parses: boolean;
  readonly gone: boolean;
  readonly settled: boolean;
  /** What gcc says: it takes the file as it was; takes it after the fix; says nothing new where it does not take the file as it was. */
  readonly compiledBefore: boolean;
  readonly compiledAfter: boolean;
  readonly compared: boolean;
  readonly problems: readonly string[];
}

/** A project whose fixes are tried one at a time; each trial leaves it as it was. */
export class FixTrial {
  private readonly texts = new Map<string, string>();
  private unfixed: { readonly file: string; readonly findings: readonly Finding[] } | undefined;

  private constructor(
    private readonly engine: ProjectEngine,
    private readonly compiler: TreeCompiler,
    inputs: readonly FileInput[],
  ) {
    for (const input of inputs) if ("text" in input) this.texts.set(input.path, input.text);
  }

  /** Opens a folder with the rules of some presets. */
  static async open(root: string, presets: readonly string[]): Promise<FixTrial> {
    const folder = await openFolder(root);
    const { maxFileSize, encoding } = folder.loaded.config;
    const inputs = await Promise.all(folder.paths.map((path) => readInput(root, path, { maxFileSize, encoding })));
    const engine = new ProjectEngine(await createEngineParts(resolve("dist"), "2026-01-01"));
    engine.setFiles([...inputs, { path: CONFIG_FILE, text: JSON.stringify({ rules: { presets } }) }]);
    return new FixTrial(engine, new TreeCompiler(root), inputs);
  }

  /** Removes what the trials wrote on disk. */
  close(): void {
    this.compiler.close();
  }

  /** All that can be fixed. */
  findings(): readonly Finding[] {
    return (this.engine.allFindings(NEVER_CANCELLED) ?? []).map(({ finding }) => finding).filter(({ fixes }) => fixes.length > 0);
  }

  /** Applies a fix, looks at what it did, and takes it back. */
  try(finding: Finding, fix: Fix): Outcome {
    const { file } = finding;
    const text = this.texts.get(file) ?? "";
    const before = this.before(file);
    const fixed = applyFix(text, fix);
    this.engine.setFiles([{ path: file, text: fixed }]);
    const after = this.of(file);
    this.engine.setFiles([{ path: file, text }]);
    const parses = count(after, "vitalint/syntax-error") <= count(before, "vitalint/syntax-error");
    const gone = count(after, finding.rule) < count(before, finding.rule);
    const settled = !offeredAgain(after, fix, fixed);
    const problems = [
      ...(parses ? [] : ["it breaks the syntax"]),
      ...(gone ? [] : ["its finding stays"]),
      ...(settled ? [] : ["it is offered again where it was applied"]),
    ];
    return { parses, gone, settled, ...this.compile(finding, fixed, problems) };
  }

  private compile(
    { file, symbol }: Finding,
    fixed: string,
    problems: readonly string[],
  ): Pick<Outcome, "compiledBefore" | "compiledAfter" | "compared" | "problems"> {
    const units = this.compiler.unitsOf(file, symbol);
    const found = units.flatMap((unit) => {
      const known = new Map<string, number>();
      for (const error of unit.errors) known.set(error, (known.get(error) ?? 0) + 1);
      return this.compiler.errorsWith(unit, file, Buffer.from(fixed)).filter((error) => {
        const left = known.get(error) ?? 0;
        known.set(error, left - 1);
        return left <= 0;
      });
    });
    const compiledBefore = units.some(compiles);
    return {
      compiledBefore,
      compiledAfter: compiledBefore && found.length === 0,
      compared: !compiledBefore && units.length > 0 && found.length === 0,
      problems: [...problems, ...found.map((error) => `gcc: ${error}`)],
    };
  }

  /** What the file as it is has: computed once for all of its fixes. */
  private before(file: string): readonly Finding[] {
    if (this.unfixed?.file !== file) this.unfixed = { file, findings: this.of(file) };
    return this.unfixed.findings;
  }

  private of(file: string): readonly Finding[] {
    return (this.engine.findings(file, NEVER_CANCELLED) ?? []).map(({ finding }) => finding);
  }
}

function count(findings: readonly Finding[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}
