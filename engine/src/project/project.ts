import type { FrontEnd, IncludeResolver, ParseEnvironment, ParsedFile, SurveyedFile, WrittenNames } from "../languages/front-end.js";
import type { FunctionFact, VariableFact } from "./facts.js";
import { compareText, type SafetyClass } from "../rule/finding.js";
import type { FunctionIr, GlobalIr } from "../flow/ir.js";
import type { NodeId } from "../syntax/tree.js";
import type { Cancellation } from "../service/engine.js";
import { isCFamily, languageOf, SourceDocument } from "../text/document.js";
import { digestOf } from "../text/digest.js";
import type { FilePath, TextEdit } from "../text/span.js";
import { BuildDatabase, isBuildDescription } from "./build-database.js";
import type { FileInput, FileNote } from "./file-input.js";
import type { ProjectConfig, SoftwareItem } from "./config.js";
import { changedNames, declarationKey } from "./declaration-key.js";
import { FileSets } from "./file-sets.js";
import { IncludeGraph } from "./include-graph.js";
import { symbolsOf, type FileOutline, type FileSymbols } from "./file-outline.js";
import { SymbolIndex, type DefinitionRef } from "./symbol-index.js";
import type { FunctionRef, ProjectView, ResolvedFunction } from "./view.js";

interface FileRecord {
  document: SourceDocument;
  note: FileNote | undefined;
  unreadable: string | undefined;
  skipped: boolean;
  parsed: ParsedFile | undefined;
  /** Last parse, and the edits since: lets the front end parse incrementally. */
  previous: { readonly parsed: ParsedFile; readonly edits: TextEdit[] } | undefined;
  /** What is known of the file from elsewhere, as long as it was not changed. */
  outline: FileOutline | undefined;
  /** What other files can see of this one, as of the last parse. */
  declarations: string;
  /** Grows whenever what the file's code can see of declarations changed: its own, or those of its includes. */
  environment: number;
  /** Names whose meaning changed when the environment came to a number; all names where there is no entry. */
  readonly changes: Map<number, ReadonlySet<string>>;
}

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*["<]([^">\r\n]+)[">]/gm;

/** Changes of a file's declarations of which the names are kept: each keystroke in a declaration is one. */
const KEPT_CHANGES = 32;

/**
 * The incremental model of one project: its files, their parsed forms and what names mean across files. Parsing is lazy;
 * an edit re-parses the edited file, and files that include it only when its declarations changed.
 */
export class Project implements ProjectView {
  private readonly files = new Map<FilePath, FileRecord>();
  private readonly symbols = new SymbolIndex();
  private readonly includes = new IncludeGraph();
  private readonly build = new BuildDatabase();
  private readonly parsing = new Set<FilePath>();
  private readonly unindexed = new Set<FilePath>();
  private sets: FileSets;
  private sortedPaths: readonly FilePath[] | undefined;
  private epoch = 0;

  constructor(
    private readonly frontEnds: readonly FrontEnd[],
    private currentConfig: ProjectConfig,
  ) {
    this.sets = new FileSets(currentConfig);
  }

  get config(): ProjectConfig {
    return this.currentConfig;
  }

  /** Changes whenever something that files see of each other changed: declarations, files, configuration. */
  get declarationEpoch(): number {
    return this.epoch;
  }

  get paths(): readonly FilePath[] {
    return (this.sortedPaths ??= [...this.files.keys()].sort(compareText));
  }

  get fileSets(): FileSets {
    return this.sets;
  }

  configure(config: ProjectConfig): void {
    this.currentConfig = config;
    this.sets = new FileSets(config);
    this.forgetAll();
  }

  private forgetAll(): void {
    for (const [path, record] of this.files) {
      record.environment++;
      this.forgetParse(path, record);
    }
    this.epoch++;
  }

  private buildChanged(path: FilePath, text: string | undefined): void {
    if (isBuildDescription(path) && this.build.set(path, text)) this.forgetAll();
  }

  set(input: FileInput): void {
    const existing = this.files.get(input.path);
    if (existing) this.forgetParse(input.path, existing);
    else {
      this.sortedPaths = undefined;
      this.build.filesChanged();
      for (const path of this.includes.addFile(input.path)) this.environmentChanged(path);
    }
    const unreadable = "unreadable" in input ? input.unreadable : undefined;
    const text = "unreadable" in input ? "" : input.text;
    const language = ("unreadable" in input ? undefined : input.language) ?? languageOf(input.path, text);
    const version = "unreadable" in input ? 0 : (input.version ?? 0);
    this.files.set(input.path, {
      document: new SourceDocument(input.path, language, text, version),
      note: "unreadable" in input ? undefined : input.note,
      unreadable,
      skipped: "unreadable" in input && input.skipped === true,
      parsed: undefined,
      previous: undefined,
      outline: undefined,
      declarations: existing?.declarations ?? "",
      environment: existing?.environment ?? 0,
      changes: existing?.changes ?? new Map<number, ReadonlySet<string>>(),
    });
    if (language !== undefined && unreadable === undefined) this.unindexed.add(input.path);
    else this.dropSymbols(input.path);
    if (!existing) this.epoch++;
    this.buildChanged(input.path, unreadable === undefined ? text : undefined);
  }

  remove(path: FilePath): void {
    const record = this.files.get(path);
    if (!record) return;
    this.forgetParse(path, record);
    this.files.delete(path);
    this.dropSymbols(path);
    this.includes.removeFile(path);
    this.sortedPaths = undefined;
    this.invalidateIncluders(path);
    this.epoch++;
    this.buildChanged(path, undefined);
  }

  /** Applies edits in order, each against the text that the one before made. Unknown files are ignored. */
  edit(path: FilePath, version: number, edits: readonly TextEdit[]): void {
    const record = this.files.get(path);
    if (!record) return;
    let text = record.document.text;
    for (const { span, newText } of edits) text = text.slice(0, span.start) + newText + text.slice(span.end);
    const before = record.document.language;
    const told = before !== languageOf(path, record.document.text);
    const language = told ? before : languageOf(path, text);
    record.document = new SourceDocument(path, language, text, version);
    record.unreadable = undefined;
    // A header that turns into C++ while it is written has a tree of the wrong grammar.
    if (language !== before) this.forgetParse(path, record);
    else if (record.parsed) record.previous = { parsed: record.parsed, edits: [...edits] };
    else record.previous?.edits.push(...edits);
    record.parsed = undefined;
    record.outline = undefined;
    if (record.document.language !== undefined) this.unindexed.add(path);
    this.buildChanged(path, text);
  }

  document(path: FilePath): SourceDocument | undefined {
    return this.files.get(path)?.document;
  }

  /** Why a file could not be read; `undefined` when it could. */
  unreadable(path: FilePath): string | undefined {
    return this.files.get(path)?.unreadable;
  }

  /** True for an unreadable file that the host chose not to read. */
  wasSkipped(path: FilePath): boolean {
    return this.files.get(path)?.skipped ?? false;
  }

  note(path: FilePath): FileNote | undefined {
    return this.files.get(path)?.note;
  }

  text(path: FilePath): string | undefined {
    const record = this.files.get(path);
    return record && record.unreadable === undefined ? record.document.text : undefined;
  }

  /** Sources that were not looked into in their present form. */
  get unindexedCount(): number {
    return this.unindexed.size;
  }

  /** Parses up to `limit` files that the symbol index does not know in their present form; returns how many are left. */
  index(limit: number, cancellation: Cancellation): number {
    let left = limit;
    for (const path of this.unindexed) {
      if (left-- <= 0 || cancellation.isCancelled() || !this.readIncluded(path, new Set([path]), cancellation)) break;
      // Taken out first: a file that no front end reads would otherwise stay forever.
      this.unindexed.delete(path);
      this.parsed(path);
    }
    return this.unindexed.size;
  }

  /**
   * Parses the files that a file includes, as far as its text tells, before the file asks for them: one after the other, so that
   * nobody has to wait for all of them. False when cancelled.
   */
  private readIncluded(path: FilePath, seen: Set<FilePath>, cancellation: Cancellation): boolean {
    const record = this.files.get(path);
    if (!isCFamily(record?.document.language)) return true;
    for (const [, target = ""] of record.document.text.matchAll(INCLUDE)) {
      const included = this.includedFile(path, target);
      if (included === undefined || seen.has(included) || !this.unindexed.has(included)) continue;
      seen.add(included);
      if (!this.readIncluded(included, seen, cancellation) || cancellation.isCancelled()) return false;
      this.unindexed.delete(included);
      this.parsed(included);
    }
    return true;
  }

  /** True for a source whose present text was not looked into; asking does not do it. */
  awaitsIndexing(path: FilePath): boolean {
    return this.unindexed.has(path);
  }

  parsed(path: FilePath): ParsedFile | undefined {
    const record = this.files.get(path);
    if (!record || record.unreadable !== undefined || record.document.language === undefined) return undefined;
    // An include cycle: the inner file sees nothing of the one that is being parsed, as with an include guard.
    if (!record.parsed && !this.parsing.has(path)) this.parse(path, record);
    return record.parsed;
  }

  /** What a source says of its declarations and comments, as far as that is known or costs less than to parse it. Nothing of it is kept. */
  surveyed(path: FilePath): ParsedFile | SurveyedFile | undefined {
    const record = this.files.get(path);
    if (!record || record.unreadable !== undefined) return undefined;
    return record.parsed ?? this.frontEndOf(record.document)?.survey?.(record.document, this.environmentFor(path));
  }

  /** Parses a source for one look at it: the project does not know it afterwards. */
  glance<T>(path: FilePath, look: (file: ParsedFile) => T): T | undefined {
    const record = this.files.get(path);
    if (!record || record.unreadable !== undefined) return undefined;
    if (record.parsed) return look(record.parsed);
    const frontEnd = this.frontEndOf(record.document);
    const file = frontEnd?.parse(record.document, this.resolverFor(), undefined, undefined, this.environmentFor(path));
    if (!frontEnd || !file) return undefined;
    try {
      return look(file);
    } finally {
      frontEnd.release(file);
    }
  }

  softwareItemOf(path: FilePath): SoftwareItem | undefined {
    return this.sets.itemOf(path);
  }

  safetyClassOf(path: FilePath): SafetyClass | undefined {
    if (this.config.softwareItems.length === 0) return undefined;
    const assigned = this.sets.itemOf(path)?.class;
    if (assigned !== undefined) return assigned;
    // Test code is not part of the device: it has no class, not class C.
    return this.sets.isTest(path) ? undefined : "C";
  }

  isSoup(path: FilePath): boolean {
    return this.sets.isSoup(path);
  }

  programsOf(path: FilePath): readonly string[] {
    return this.sets.programsOf(path);
  }

  resolveFunction(name: string, from: FilePath): ResolvedFunction | undefined {
    const found = this.definitionOf(name, from);
    return found && new LazyFunction(this, found);
  }

  /** The one definition that a name can mean in a file; nothing is parsed but what waits for it. */
  definitionOf(name: string, from: FilePath): DefinitionRef | undefined {
    const found = this.findDefinition(name, from);
    if (found === undefined || !this.unindexed.has(found.path)) return found;
    this.parsed(found.path);
    return this.findDefinition(name, from);
  }

  private findDefinition(name: string, from: FilePath): DefinitionRef | undefined {
    const definitions = this.symbols.definitions(name);
    const own = definitions.filter(({ path }) => path === from);
    if (own.length > 0) return own.length === 1 ? own[0] : undefined;
    const programs = this.programsOf(from);
    const visible = definitions.filter(
      ({ path, definition }) => definition.linkage === "external" && this.programsOf(path).some((program) => programs.includes(program)),
    );
    return visible.length === 1 ? visible[0] : undefined;
  }

  /** Names that a file defines; parses it only where nothing is known of it. */
  symbolsOf(path: FilePath): FileSymbols | undefined {
    if (this.files.get(path)?.outline === undefined && this.parsed(path) === undefined) return undefined;
    return this.symbols.symbolsOf(path);
  }

  /** Reads anew, when it is asked for, what is known from elsewhere alone: nobody noticed who includes whom. */
  forgetOutlines(): void {
    for (const [path, record] of this.files) {
      if (record.outline === undefined) continue;
      record.environment++;
      this.forgetParse(path, record);
    }
    this.epoch++;
  }

  /** A file's text, and all else that decides how it is read. */
  reading(path: FilePath): string {
    const record = this.files.get(path);
    if (!record) return "";
    const { document, note, unreadable, skipped } = record;
    const { language, text } = document;
    const environment = language === undefined ? null : this.environmentFor(path);
    return `${JSON.stringify([language, environment, note, unreadable, skipped])}\n${text}`;
  }

  /** Digest of what other files can see of a file; it has been looked into. */
  declarationsOf(path: FilePath): string {
    return digestOf(this.files.get(path)?.declarations ?? "");
  }

  /** What is known of a file from elsewhere. */
  outlineOf(path: FilePath): FileOutline | undefined {
    return this.files.get(path)?.outline;
  }

  /** Takes what is known of files elsewhere, where they have the same texts: they need not be parsed before somebody asks for their code. */
  adopt(outlines: readonly FileOutline[]): void {
    for (const outline of outlines) {
      const record = this.files.get(outline.path);
      if (!record) continue;
      record.outline = outline;
      record.declarations = outline.declarations;
      this.symbols.update(outline.path, outline.symbols);
      this.unindexed.delete(outline.path);
    }
  }

  definerOfVariable(name: string, from: FilePath): FilePath | undefined {
    const programs = this.programsOf(from);
    const visible = this.symbols.definersOf(name).filter((path) => this.programsOf(path).some((program) => programs.includes(program)));
    return visible.length === 1 ? visible[0] : undefined;
  }

  /** The file that an `#include` of a file means; nothing is parsed. */
  includedFile(from: FilePath, target: string): FilePath | undefined {
    const known = (candidate: FilePath): boolean => this.files.has(candidate);
    return this.includes.resolve(from, target, [...this.config.includePaths, ...this.build.of(from, known).includePaths], known);
  }

  /** Equal numbers: the code of the file sees the same declarations as before. */
  environmentOf(path: FilePath): number {
    return this.files.get(path)?.environment ?? 0;
  }

  /** Names that may mean something else in the file than when {@link environmentOf} it gave `environment`; `undefined`: all may. */
  namesChangedSince(path: FilePath, environment: number): ReadonlySet<string> | undefined {
    const record = this.files.get(path);
    const names = new Set<string>();
    for (let at = environment + 1; record && at <= record.environment; at++) {
      const changed = record.changes.get(at);
      if (!changed) return undefined;
      for (const name of changed) names.add(name);
    }
    return record && names;
  }

  lower(file: ParsedFile, functionNode: NodeId): FunctionIr | undefined {
    return this.frontEndOf(file.document)?.lower(file, functionNode);
  }

  lowerGlobal(file: ParsedFile, variable: VariableFact): GlobalIr | undefined {
    return this.frontEndOf(file.document)?.lowerGlobal?.(file, variable);
  }

  /** Variables that a file's code may write. */
  writtenNames(path: FilePath): WrittenNames | undefined {
    const outline = this.outlineOf(path);
    if (outline) return outline.written;
    const file = this.parsed(path);
    return file && this.frontEndOf(file.document)?.writtenNames?.(file);
  }

  private parse(path: FilePath, record: FileRecord): void {
    const frontEnd = this.frontEndOf(record.document);
    if (!frontEnd) {
      // Nothing will ever read it: it must not count as waiting.
      this.unindexed.delete(path);
      return;
    }
    this.parsing.add(path);
    const { previous } = record;
    const parsed = frontEnd.parse(record.document, this.resolverFor(), previous?.parsed, previous?.edits, this.environmentFor(path));
    if (previous) frontEnd.release(previous.parsed);
    record.parsed = parsed;
    record.previous = undefined;
    this.unindexed.delete(path);
    // What others see of it was known before: nothing changes for anybody.
    if (record.outline) {
      this.parsing.delete(path);
      return;
    }
    this.symbols.update(path, symbolsOf(parsed));
    // The key asks for types, and so may read further headers: those must not take away what was just parsed.
    const declarations = declarationKey(parsed);
    this.parsing.delete(path);
    if (declarations === record.declarations) return;
    record.environment++;
    const changed = parsed.language === "c" ? changedNames(record.declarations, declarations) : undefined;
    if (changed) record.changes.set(record.environment, changed);
    record.changes.delete(record.environment - KEPT_CHANGES);
    record.declarations = declarations;
    this.epoch++;
    this.invalidateIncluders(path);
  }

  /** What the configuration says of the build goes before what the build's own files say. */
  private environmentFor(path: FilePath): ParseEnvironment {
    const { defines, target } = this.currentConfig;
    const build = this.build.of(path, (each) => this.files.has(each));
    return { target, defines: { ...build.defines, ...defines } };
  }

  private resolverFor(): IncludeResolver {
    return {
      resolve: (from, include) => {
        if (include.form === "import" || include.form === "require" || include.form === "reexport") return undefined;
        const known = (candidate: FilePath): boolean => this.files.has(candidate);
        const folders = [...this.config.includePaths, ...this.build.of(from.path, known).includePaths];
        const path = this.includes.resolve(from.path, include.target, folders, known);
        if (path === undefined || path === from.path) return undefined;
        this.includes.recordInclude(from.path, path);
        return this.parsed(path);
      },
    };
  }

  /** Files whose meaning rests on a changed header are parsed anew when they are next asked for. */
  private invalidateIncluders(path: FilePath): void {
    for (const includer of this.includes.transitiveIncluders(path)) {
      if (!this.parsing.has(includer)) this.environmentChanged(includer);
    }
  }

  private environmentChanged(path: FilePath): void {
    const record = this.files.get(path);
    if (!record) return;
    record.environment++;
    this.forgetParse(path, record);
  }

  private forgetParse(path: FilePath, record: FileRecord): void {
    const parsed = record.parsed ?? record.previous?.parsed;
    if (parsed) this.frontEndOf(parsed.document)?.release(parsed);
    record.parsed = undefined;
    record.previous = undefined;
    record.outline = undefined;
    if (record.document.language !== undefined && record.unreadable === undefined) this.unindexed.add(path);
  }

  private dropSymbols(path: FilePath): void {
    this.unindexed.delete(path);
    this.symbols.remove(path);
  }

  private frontEndOf(document: SourceDocument): FrontEnd | undefined {
    const { language } = document;
    return language && this.frontEnds.find((frontEnd) => frontEnd.languages.includes(language));
  }
}

/** A function of which no more than the name is needed by most who ask: its file is parsed when somebody wants to see its code. */
class LazyFunction implements ResolvedFunction {
  private known: FunctionRef | undefined;

  constructor(
    private readonly project: Project,
    private readonly ref: DefinitionRef,
  ) {}

  get path(): FilePath {
    return this.ref.path;
  }

  get name(): string {
    return this.ref.definition.name;
  }

  get variadic(): boolean {
    return this.ref.definition.variadic;
  }

  get parameterNames(): readonly string[] {
    return this.ref.definition.parameters;
  }

  get file(): ParsedFile {
    return this.whole.file;
  }

  get fact(): FunctionFact {
    return this.whole.fact;
  }

  private get whole(): FunctionRef {
    const { path, definition } = this.ref;
    if (this.known === undefined) {
      const file = this.project.parsed(path);
      const fact = file?.facts.functions[definition.index];
      if (file === undefined || fact === undefined) throw new Error(`${path} can't be parsed, but was`);
      this.known = { file, fact };
    }
    return this.known;
  }
}
