import { compareText } from "../rule/finding.js";
import type { FileInput } from "../project/file-input.js";
import { importedFile } from "../project/imported-file.js";
import type { Project } from "../project/project.js";
import { Project as EarlierProject } from "../project/project.js";
import type { FrontEnd, ParsedFile } from "../languages/front-end.js";
import type { FilePath, Span } from "../text/span.js";
import { tokens } from "../text/tokens.js";
import { isCFamily } from "../text/document.js";
import { traceOfDocument, type FileTrace } from "../trace/contribution.js";
import type { TraceGraph } from "../trace/graph.js";
import { codeChange, type CodeChange } from "../trace/impact/code-changes.js";
import { changeImpact, type ChangeImpact, type CodeDependencies } from "../trace/impact/impact.js";
import { itemChanges } from "../trace/impact/item-changes.js";

/** Compares a project with the earlier states of files that changed since, and follows what that affects. */
export function impactSince(
  project: Project,
  graph: TraceGraph,
  frontEnds: readonly FrontEnd[],
  before: readonly FileInput[],
): ChangeImpact {
  const earlier = new EarlierProject(frontEnds, project.config);
  for (const input of before) earlier.set(input);
  const code: CodeChange[] = [];
  const traces: { before: FileTrace[]; after: FileTrace[] } = { before: [], after: [] };
  for (const { path } of before) {
    if (project.fileSets.isExcluded(path)) continue;
    const isSource = (project.document(path) ?? earlier.document(path))?.language !== undefined;
    if (isSource) {
      const change = codeChange(path, earlier.parsed(path), project.parsed(path));
      if (change) code.push(change);
    } else {
      traces.before.push(...documentTrace(earlier, path));
      traces.after.push(...documentTrace(project, path));
    }
  }
  const impact = changeImpact(graph, code, itemChanges(traces.before, traces.after), new ProjectDependencies(project));
  // Trees of the earlier texts live in the parser's own memory.
  for (const { path } of before) earlier.remove(path);
  return impact;
}

function documentTrace(project: Project, path: FilePath): FileTrace[] {
  const text = project.text(path);
  if (text === undefined) return [];
  const trace = traceOfDocument(path, text, project.config, (other) => project.text(other));
  return trace ? [trace] : [];
}

interface Caller {
  readonly file: FilePath;
  readonly name: string;
  readonly span: Span;
}

/** Dependencies by the project's own facts: calls by name where the callee is known, and uses of names where they are visible. */
class ProjectDependencies implements CodeDependencies {
  private callers: Map<string, Caller[]> | undefined;
  private includers: Map<FilePath, FilePath[]> | undefined;
  private readonly words = new Map<FilePath, ReadonlySet<string>>();

  constructor(private readonly project: Project) {}

  callersOf(file: FilePath, name: string): readonly Caller[] {
    this.callers ??= this.allCallers();
    return this.callers.get(keyOf(file, name)) ?? [];
  }

  usesOf(file: FilePath, names: readonly string[]): ReturnType<CodeDependencies["usesOf"]> {
    const wanted = new Set(names);
    if (wanted.size === 0) return [];
    const files = [file, ...this.includersOf(file)];
    // A macro or type made of a changed one changes with it.
    for (let grew = true; grew;) {
      grew = false;
      for (const path of files) {
        if (!this.names(path, wanted)) continue;
        for (const { name, span } of declarations(this.project.parsed(path))) {
          if (wanted.has(name) || this.firstIn(path, span, wanted) === undefined) continue;
          wanted.add(name);
          grew = true;
        }
      }
    }
    return files.flatMap((path) => {
      const parsed = this.project.parsed(path);
      if (!parsed || !this.names(path, wanted)) return [];
      const functions = parsed.facts.functions
        .filter(({ body }) => body !== undefined)
        .flatMap((fact) => (this.firstIn(path, fact.span, wanted) === undefined ? [] : [{ name: fact.qualifiedName, span: fact.span }]));
      const name = this.firstIn(path, { start: 0, end: parsed.document.text.length }, wanted) ?? "";
      return functions.length === 0 ? [] : [{ file: path, functions, outside: false, name }];
    });
  }

  /** Files that include or import one, directly or through others, in code-unit order. */
  private includersOf(file: FilePath): readonly FilePath[] {
    this.includers ??= this.allIncluders();
    const found = new Set<FilePath>([file]);
    for (const each of found) for (const includer of this.includers.get(each) ?? []) found.add(includer);
    found.delete(file);
    return [...found].sort(compareText);
  }

  private allIncluders(): Map<FilePath, FilePath[]> {
    const includers = new Map<FilePath, FilePath[]>();
    for (const path of this.project.paths) {
      for (const { target, form } of this.project.parsed(path)?.facts.includes ?? []) {
        const isInclude = form === "quoted" || form === "system";
        const to = isInclude
          ? this.project.includedFile(path, target)
          : importedFile(path, target, (candidate) => this.project.document(candidate) !== undefined);
        if (to === undefined || to === path) continue;
        const list = includers.get(to);
        if (list) list.push(path);
        else includers.set(to, [path]);
      }
    }
    return includers;
  }

  private names(path: FilePath, wanted: ReadonlySet<string>): boolean {
    let words = this.words.get(path);
    if (!words) {
      const text = this.project.text(path) ?? "";
      this.words.set(path, (words = new Set(text.match(/[A-Za-z_$][\w$]*/g) ?? [])));
    }
    for (const name of wanted) if (words.has(name)) return true;
    return false;
  }

  private firstIn(path: FilePath, span: Span, wanted: ReadonlySet<string>): string | undefined {
    const language = this.project.document(path)?.language;
    const text = (this.project.text(path) ?? "").slice(span.start, span.end);
    for (const token of tokens(text, language !== undefined && isCFamily(language) ? "c" : "ecmascript"))
      if (wanted.has(token.text)) return token.text;
    return undefined;
  }

  private allCallers(): Map<string, Caller[]> {
    const callers = new Map<string, Caller[]>();
    for (const path of this.project.paths) {
      const parsed = this.project.parsed(path);
      for (const call of parsed?.facts.calls ?? []) {
        const fact = parsed?.facts.functions[call.caller];
        const callee = fact && this.project.resolveFunction(call.callee, path);
        if (!fact || !callee) continue;
        const key = keyOf(callee.file.document.path, callee.fact.qualifiedName);
        const list = callers.get(key);
        const caller = { file: path, name: fact.qualifiedName, span: fact.span };
        if (!list) callers.set(key, [caller]);
        else if (!list.some((other) => other.file === path && other.span.start === fact.span.start)) list.push(caller);
      }
    }
    return callers;
  }
}

function declarations(file: ParsedFile | undefined): { readonly name: string; readonly span: Span }[] {
  return file ? [...file.facts.macros, ...file.facts.types, ...file.facts.variables] : [];
}

function keyOf(file: FilePath, name: string): string {
  return `${file}\u0000${name}`;
}
