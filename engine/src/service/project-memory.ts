import type { FlowAnalysis, FunctionKey } from "../flow/analysis.js";
import { digestOf } from "../flow/digest.js";
import type { FlowMemory, KnownFunction, RecalledFunction } from "../flow/memory.js";
import type { RawEvent } from "../flow/raw-events.js";
import type { Summary } from "../flow/summary.js";
import { includesOf, type FileOutline } from "../project/file-outline.js";
import type { FunctionIndex } from "../project/function-index.js";
import type { Project } from "../project/project.js";
import { saysIncomplete } from "../report/diagnostics.js";
import type { DraftFinding } from "../rule/reporter.js";
import { compareText } from "../rule/finding.js";
import type { FilePath } from "../text/span.js";
import { NEVER_CANCELLED } from "./engine.js";
import { QUESTIONS } from "./asked-project.js";
import type { KeptAnswer, KeptFile, KeptFunctionFacts, KeptFunctionParts, ResultStore } from "./result-store.js";

type KeptFunction = KeptFunctionFacts & KeptFunctionParts;

/** What was found in the code of a file, and all that was asked for it. */
export interface AskedDrafts {
  readonly drafts: readonly DraftFinding[];
  readonly questions: ReadonlySet<string>;
}

/**
 * Holds results of an earlier run against the project as it is. Everything that a result rests on is a question with an answer: while
 * the answers are the same, the result is.
 */
export class ProjectMemory implements FlowMemory {
  private readonly answers = new Map<string, string>();
  private readonly recalled = new Map<FunctionKey, RecalledFunction | null>();
  /** Files that a file includes directly. */
  private readonly included = new Map<FilePath, readonly FilePath[]>();
  private flow: FlowAnalysis | undefined;

  constructor(
    private readonly project: Project,
    private readonly functions: FunctionIndex,
    private readonly store: ResultStore,
  ) {}

  /** The analysis whose results are asked for. */
  attach(flow: FlowAnalysis): void {
    this.flow = flow;
    this.forget();
  }

  /** To be called when something changed: answers are worked out anew. */
  forget(): void {
    this.answers.clear();
    this.recalled.clear();
    this.included.clear();
  }

  /** Outlines of files that are as they were, with all that they include. */
  outlines(): readonly FileOutline[] {
    const { project, store } = this;
    const same = new Set<FilePath>();
    for (const path of project.paths) {
      const kept = project.document(path)?.language === undefined ? undefined : store.file(path);
      if (kept?.own === this.answer(QUESTIONS.own(path))) same.add(path);
    }
    return [...same].flatMap((path) => {
      const kept = store.file(path);
      // What a changed file includes is not known yet, and what includes it is no longer as it was.
      if (kept === undefined || !this.reachedFrom(path, (each) => same.has(each) || !this.isSource(each))) return [];
      return kept.code === this.codeOf(path) && this.holds(kept.reads) ? [kept.outline] : [];
    });
  }

  /** Findings of an earlier run in the code of a file, where they still hold. */
  draftsOf(path: FilePath): AskedDrafts | undefined {
    const found = this.keptFile(path)?.found;
    if (found === undefined || !this.holds(found.answers)) return undefined;
    return { drafts: found.drafts, questions: new Set(found.answers.map(([question]) => question)) };
  }

  recall(key: FunctionKey): RecalledFunction | undefined {
    let recalled = this.recalled.get(key);
    if (recalled === undefined) this.recalled.set(key, (recalled = this.findRecalled(key) ?? null));
    return recalled ?? undefined;
  }

  nameOf(key: FunctionKey, summary: Summary): string {
    const { store } = this;
    const question = QUESTIONS.summary(key);
    let name = this.answers.get(question);
    if (name === undefined) {
      const kept = store.function(key);
      const isSame = kept !== undefined && digestOf(store.decodeSummary(kept.summary)) === digestOf(summary);
      this.answers.set(question, (name = isSame ? kept.summaryDigest : store.digestOf(store.encode(summary))));
    }
    return name;
  }

  /** The same for events. */
  private nameOfEvents(key: FunctionKey, events: readonly RawEvent[]): string {
    if (events.length === 0) return "";
    const { store } = this;
    const question = QUESTIONS.events(key);
    let name = this.answers.get(question);
    if (name === undefined) {
      const kept = store.function(key);
      const isSame = kept?.events !== undefined && digestOf(store.decodeEvents(kept.events)) === digestOf(events);
      this.answers.set(question, (name = isSame ? kept.eventsDigest : store.digestOf(store.encode(events))));
    }
    return name;
  }

  /** Keeps all that is known now. */
  keep(drafts: ReadonlyMap<FilePath, AskedDrafts>, outlineOf: (path: FilePath) => FileOutline | undefined, flow: FlowAnalysis): void {
    // What was not understood for want of time may be understood in another order of questions.
    const limited = new Set([...drafts].flatMap(([path, each]) => (each.drafts.some(({ rule }) => saysIncomplete(rule)) ? [path] : [])));
    this.store.keep(this.functionsToKeep(limited, flow), () => {
      const files = new Map<FilePath, KeptFile>();
      for (const path of this.project.paths) {
        const outline = this.isSource(path) ? outlineOf(path) : undefined;
        if (outline) files.set(path, this.fileToKeep(path, outline, limited.has(path) ? undefined : drafts.get(path)));
      }
      return files;
    });
  }

  private *functionsToKeep(limited: ReadonlySet<FilePath>, flow: FlowAnalysis): Iterable<readonly [FunctionKey, KeptFunction]> {
    // What other workers found out is taken over when somebody asks.
    for (const path of this.project.paths) for (const key of this.functions.functionsOf(path)) flow.statusOf(key, NEVER_CANCELLED);
    for (const known of flow.known()) if (!limited.has(known.file)) yield [known.key, this.keptOf(known, flow)];
  }

  private fileToKeep(path: FilePath, outline: FileOutline, asked: AskedDrafts | undefined): KeptFile {
    const answered = (question: string): KeptAnswer => [question, this.answer(question)];
    return {
      own: this.answer(QUESTIONS.own(path)),
      code: this.codeOf(path),
      outline,
      reads: (outline.trace?.reads ?? []).map((each) => answered(QUESTIONS.own(each))),
      found: asked && { answers: [...asked.questions].map(answered), drafts: asked.drafts },
    };
  }

  private keptOf(known: KnownFunction, flow: FlowAnalysis): KeptFunction {
    const { key, file, status, basis } = known;
    // What did not change since the last run need not be written anew.
    const kept = flow.isRecalled(key) ? this.store.function(key) : undefined;
    const names = basis.names.map((name): KeptFunctionFacts["names"][number] => {
      const callee = this.functions.resolve(name, file) ?? "";
      return [name, callee, callee === "" ? "" : flow.summaryDigestOf(callee)];
    });
    const globals = basis.globals.map((each) => [each, this.answer(QUESTIONS.global(each, file))] as const);
    const fresh = kept ?? this.partsOf(known);
    const { summary, events, eventsDigest, crossing } = fresh;
    const code = this.codeOf(file);
    return { file, code, status, names, globals, summaryDigest: known.summaryDigest(), summary, events, eventsDigest, crossing };
  }

  private partsOf(known: KnownFunction): Pick<KeptFunction, "summary" | "events" | "eventsDigest" | "crossing"> {
    const events = known.events();
    return {
      summary: this.store.encode(known.summary()),
      events: events.length === 0 ? undefined : this.store.encode(events),
      eventsDigest: this.nameOfEvents(known.key, events),
      crossing: [...new Set(events.flatMap(({ owner }) => (owner === known.key ? [] : [owner])))],
    };
  }

  /** What is kept of a file, unless its code is another now. */
  private keptFile(path: FilePath): KeptFile | undefined {
    const kept = this.store.file(path);
    return kept !== undefined && this.project.outlineOf(path) === kept.outline ? kept : undefined;
  }

  private findRecalled(key: FunctionKey): RecalledFunction | undefined {
    const kept = this.store.function(key);
    if (kept === undefined) return undefined;
    const { file, status, summaryDigest, crossing, summary, events, names, globals } = kept;
    if (this.keptFile(file)?.code !== kept.code) return undefined;
    if (names.some(([name, callee]) => (this.functions.resolve(name, file) ?? "") !== callee)) return undefined;
    if (globals.some(([each, origin]) => this.answer(QUESTIONS.global(each, file)) !== origin)) return undefined;
    const { store } = this;
    return {
      status,
      basis: { names: names.map(([name]) => name), globals: globals.map(([each]) => each) },
      callees: names.flatMap(([, callee, digest]) => (callee === "" ? [] : [[callee, digest] as const])),
      summaryDigest,
      crossing,
      summary: () => store.decodeSummary(summary),
      events: () => (events === undefined ? [] : store.decodeEvents(events)),
    };
  }

  private holds(answers: readonly KeptAnswer[]): boolean {
    return answers.every(([question, answer]) => this.answer(question) === answer);
  }

  private answer(question: string): string {
    let answer = this.answers.get(question);
    if (answer === undefined) this.answers.set(question, (answer = this.findAnswer(question)));
    return answer;
  }

  private findAnswer(question: string): string {
    const [kind = "", subject = "", from = ""] = question.split("\n");
    switch (kind) {
      case "own":
        return this.store.digestOf(this.project.reading(subject));
      case "code":
        return this.codeOf(subject);
      case "function":
        return this.functions.resolve(subject, from) ?? "";
      case "shape": {
        const found = this.project.definitionOf(subject, from)?.definition;
        return found ? `${String(found.variadic)} ${found.parameters.join()}` : "";
      }
      case "variable":
        return this.project.definerOfVariable(subject, from) ?? "";
      case "included":
        return this.project.includedFile(from, subject) ?? "";
      case "global":
        return this.originOf(subject, from);
      case "flow":
        return this.flowOf(subject);
      default:
        return this.store.digestOf(this.project.paths.join("\n"));
    }
  }

  /** A written object has no known value; the value of another one follows from the code that defines it. */
  private originOf(key: string, from: FilePath): string {
    const path = this.functions.originOfGlobal(key, from);
    return path === undefined ? "" : `${path} ${this.codeOf(path)}`;
  }

  /** What rules hear of a function: its own events, and those that callers make happen in it. */
  private flowOf(key: FunctionKey): string {
    const { flow } = this;
    const status = flow?.statusOf(key, NEVER_CANCELLED);
    if (flow === undefined || status === undefined) return "";
    const events = [key, ...flow.callersInto(key)].map((each) => `${each} ${this.eventsOf(each)}`);
    return this.store.digestOf(JSON.stringify([status, events]));
  }

  private eventsOf(key: FunctionKey): string {
    const kept = this.flow?.isRecalled(key) === true ? this.store.function(key) : undefined;
    if (kept) return kept.eventsDigest;
    return this.nameOfEvents(key, this.flow?.eventsOf(key) ?? []);
  }

  private codeOf(path: FilePath): string {
    const question = QUESTIONS.code(path);
    let code = this.answers.get(question);
    if (code === undefined) {
      const files: FilePath[] = [];
      this.reachedFrom(path, (each) => files.push(each) > 0);
      const parts = files.sort(compareText).map((each) => `${each} ${this.answer(QUESTIONS.own(each))} ${this.includedBy(each).join(" ")}`);
      this.answers.set(question, (code = this.store.digestOf(parts.join("\n"))));
    }
    return code;
  }

  /** Visits a file and all that it includes; false as soon as `visit` is. */
  private reachedFrom(path: FilePath, visit: (path: FilePath) => boolean): boolean {
    const reached = new Set([path]);
    for (const each of reached) {
      if (!visit(each)) return false;
      for (const included of this.includedBy(each)) if (included !== "-") reached.add(included);
    }
    return true;
  }

  private includedBy(path: FilePath): readonly FilePath[] {
    let files = this.included.get(path);
    if (files === undefined) {
      const targets = this.targetsOf(path);
      this.included.set(path, (files = targets.map((target) => this.project.includedFile(path, target) ?? "-")));
    }
    return files;
  }

  private targetsOf(path: FilePath): readonly string[] {
    if (!this.isSource(path)) return [];
    const kept = this.store.file(path);
    if (kept?.own === this.answer(QUESTIONS.own(path))) return kept.outline.includes;
    const outline = this.project.outlineOf(path);
    if (outline) return outline.includes;
    const file = this.project.parsed(path);
    return file ? includesOf(file) : [];
  }

  private isSource(path: FilePath): boolean {
    return this.project.document(path)?.language !== undefined && this.project.unreadable(path) === undefined;
  }
}
