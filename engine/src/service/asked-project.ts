import type { ParsedFile } from "../languages/front-end.js";
import type { ProjectConfig, SoftwareItem } from "../project/config.js";
import type { FunctionFact } from "../project/facts.js";
import type { Project } from "../project/project.js";
import type { ProjectView, ResolvedFunction } from "../project/view.js";
import type { SafetyClass } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";

/** Questions about a project, as {@link ProjectMemory} answers them. What the configuration alone says is no question. */
export const QUESTIONS = {
  /** The code of a file with all that it includes. */
  code: (path: FilePath): string => `code\n${path}`,
  /** The text of a file and how it is read. */
  own: (path: FilePath): string => `own\n${path}`,
  function: (name: string, from: FilePath): string => `function\n${name}\n${from}`,
  /** Parameters of the function that a name means. */
  shape: (name: string, from: FilePath): string => `shape\n${name}\n${from}`,
  variable: (name: string, from: FilePath): string => `variable\n${name}\n${from}`,
  included: (target: string, from: FilePath): string => `included\n${target}\n${from}`,
  global: (key: string, from: FilePath): string => `global\n${key}\n${from}`,
  /** What the flow analysis says of a function. */
  flow: (key: string): string => `flow\n${key}`,
  /** What is known of a function. */
  summary: (key: string): string => `summary\n${key}`,
  /** What the analysis of a function found. */
  events: (key: string): string => `events\n${key}`,
  /** Which files there are. */
  paths: "paths\n",
} as const;

/** A project that notes what rules ask of it. */
export class AskedProject implements ProjectView {
  readonly questions = new Set<string>([QUESTIONS.paths]);

  constructor(private readonly project: Project) {}

  get config(): ProjectConfig {
    return this.project.config;
  }

  get paths(): readonly FilePath[] {
    return this.project.paths;
  }

  parsed(path: FilePath): ParsedFile | undefined {
    this.questions.add(QUESTIONS.code(path));
    return this.project.parsed(path);
  }

  text(path: FilePath): string | undefined {
    this.questions.add(QUESTIONS.own(path));
    return this.project.text(path);
  }

  softwareItemOf(path: FilePath): SoftwareItem | undefined {
    return this.project.softwareItemOf(path);
  }

  safetyClassOf(path: FilePath): SafetyClass | undefined {
    return this.project.safetyClassOf(path);
  }

  isSoup(path: FilePath): boolean {
    return this.project.isSoup(path);
  }

  programsOf(path: FilePath): readonly string[] {
    return this.project.programsOf(path);
  }

  resolveFunction(name: string, from: FilePath): ResolvedFunction | undefined {
    this.questions.add(QUESTIONS.function(name, from));
    const found = this.project.resolveFunction(name, from);
    return (
      found &&
      new AskedFunction(found, (what) => this.questions.add(what === "code" ? QUESTIONS.code(found.path) : QUESTIONS.shape(name, from)))
    );
  }

  includedFile(from: FilePath, target: string): FilePath | undefined {
    this.questions.add(QUESTIONS.included(target, from));
    return this.project.includedFile(from, target);
  }

  definerOfVariable(name: string, from: FilePath): FilePath | undefined {
    this.questions.add(QUESTIONS.variable(name, from));
    return this.project.definerOfVariable(name, from);
  }
}

/** Whose code is asked for may change the answer. */
class AskedFunction implements ResolvedFunction {
  constructor(
    private readonly found: ResolvedFunction,
    private readonly note: (what: "code" | "shape") => void,
  ) {}

  get path(): FilePath {
    return this.found.path;
  }

  get name(): string {
    return this.found.name;
  }

  get variadic(): boolean {
    this.note("shape");
    return this.found.variadic;
  }

  get parameterNames(): readonly string[] {
    this.note("shape");
    return this.found.parameterNames;
  }

  get file(): ParsedFile {
    this.note("code");
    return this.found.file;
  }

  get fact(): FunctionFact {
    this.note("code");
    return this.found.fact;
  }
}
