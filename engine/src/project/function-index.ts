import type { FlowLookup, FunctionKey } from "../flow/analysis.js";
import { LoweringLimit } from "../flow/builder.js";
import type { FunctionIr, GlobalIr } from "../flow/ir.js";
import { GlobalIndex } from "./global-index.js";
import type { ParsedFile } from "../languages/front-end.js";
import type { Cancellation } from "../service/engine.js";
import type { NodeId } from "../syntax/tree.js";
import type { FilePath, Span } from "../text/span.js";
import type { FunctionFact } from "./facts.js";
import type { FileSymbols } from "./file-outline.js";
import { mentionOf } from "./declaration-key.js";
import { sameData } from "./same-data.js";
import type { Project } from "./project.js";

/** A definition with its key: `path#qualifiedName`, with `~2` behind it for a second one of that name in the file. */
interface KeyedFunction {
  readonly key: FunctionKey;
  readonly fact: FunctionFact;
}

interface LoweredFunction {
  readonly text: string;
  readonly ir: FunctionIr | undefined;
  readonly crashed?: string;
  /** Steps after which it was given up. */
  readonly limit?: number;
}

interface FileFunctions {
  readonly parsed: ParsedFile;
  readonly environment: number;
  readonly functions: readonly KeyedFunction[];
  readonly byKey: ReadonlyMap<FunctionKey, KeyedFunction>;
  readonly ir: Map<FunctionKey, LoweredFunction>;
  /** Functions lowered in earlier surroundings: most mean the same in the new ones. */
  readonly earlier: ReadonlyMap<FunctionKey, LoweredFunction>;
}

/**
 * Function definitions of a project by key, with their IR. A function whose text and meaning did not change keeps the very
 * same IR object, wherever in the file it stands now: it is lowered anew only when what its file and its includes declare
 * changed, and a new macro or field somewhere else gives the same IR again.
 */
export class FunctionIndex implements FlowLookup {
  private readonly files = new Map<FilePath, FileFunctions>();

  private readonly keys = new WeakMap<FileSymbols, readonly (readonly [FunctionKey, number])[]>();
  private readonly byIndex = new WeakMap<FileSymbols, ReadonlyMap<number, FunctionKey>>();
  private readonly globals: GlobalIndex;

  constructor(private readonly project: Project) {
    this.globals = new GlobalIndex(project);
  }

  functionsOf(file: FilePath): readonly FunctionKey[] {
    return this.keysOf(file).map(([key]) => key);
  }

  /** The declaration behind a key, in the present version of its file. */
  factOf(key: FunctionKey): FunctionFact | undefined {
    return this.file(fileOf(key))?.byKey.get(key)?.fact;
  }

  ir(key: FunctionKey): FunctionIr | undefined {
    const file = this.file(fileOf(key));
    const entry = file?.byKey.get(key);
    if (!file || !entry) return undefined;
    const { span, node } = entry.fact;
    const text = file.parsed.tree.text.slice(span.start, span.end);
    const known = file.ir.get(key);
    if (known?.text === text) return known.ir;
    const lowered = this.lower(file.parsed, node, text);
    const earlier = file.earlier.get(key)?.ir;
    const ir = earlier && lowered.ir && sameData(earlier, lowered.ir) ? earlier : lowered.ir;
    file.ir.set(key, { ...lowered, ir });
    return ir;
  }

  /** Error with which lowering a function failed; `undefined` when it did not. */
  crashOf(key: FunctionKey): string | undefined {
    return this.files.get(fileOf(key))?.ir.get(key)?.crashed;
  }

  /** Steps after which lowering a function was given up; `undefined` when it was not. */
  limitOf(key: FunctionKey): number | undefined {
    return this.files.get(fileOf(key))?.ir.get(key)?.limit;
  }

  private lower(parsed: ParsedFile, node: NodeId, text: string): LoweredFunction {
    try {
      return { text, ir: this.project.lower(parsed, node) };
    } catch (error) {
      if (error instanceof LoweringLimit) return { text, ir: undefined, limit: error.steps };
      return { text, ir: undefined, crashed: String(error) };
    }
  }

  resolve(name: string, from: FilePath): FunctionKey | undefined {
    const ref = this.project.definitionOf(name, from);
    if (ref === undefined) return undefined;
    const symbols = this.project.symbolsOf(ref.path);
    return symbols && this.keysByIndex(ref.path, symbols).get(ref.definition.index);
  }

  nodeOf(key: FunctionKey, node: number): NodeId {
    return (this.factOf(key)?.node ?? 0) + node;
  }

  spanOf(key: FunctionKey, node: number): Span {
    const parsed = this.project.parsed(fileOf(key));
    const id = this.nodeOf(key, node);
    return parsed ? { start: parsed.tree.start(id), end: parsed.tree.end(id) } : { start: 0, end: 0 };
  }

  /** Hears which files places were asked of. */
  onPlace: ((file: FilePath) => void) | undefined;

  locate(key: FunctionKey, node: number): { file: FilePath; span: { start: number; end: number } } {
    const path = fileOf(key);
    this.onPlace?.(path);
    const parsed = this.project.parsed(path);
    if (!parsed) return { file: path, span: { start: 0, end: 0 } };
    const id = this.nodeOf(key, node);
    return { file: path, span: parsed.origin.toWritten({ start: parsed.tree.start(id), end: parsed.tree.end(id) }) };
  }

  textOf(key: FunctionKey, node: number): string {
    return this.project.parsed(fileOf(key))?.tree.textOf(this.nodeOf(key, node)) ?? "";
  }

  global(key: string, from: FilePath): GlobalIr | undefined {
    return this.project.unindexedCount === 0 ? this.globals.global(key, from) : undefined;
  }

  /** The file whose code says what an object's initial value is; `undefined` when it has no known value. Nothing is lowered. */
  originOfGlobal(key: string, from: FilePath): FilePath | undefined {
    return this.globalWritten(key, from) ? undefined : this.globals.definer(key, from);
  }

  /** As long as files wait to be read, any of them can be the one that writes. */
  globalWritten(key: string, from: FilePath): boolean {
    return this.project.unindexedCount > 0 || this.globals.written(key, from);
  }

  private keysByIndex(path: FilePath, symbols: FileSymbols): ReadonlyMap<number, FunctionKey> {
    let keys = this.byIndex.get(symbols);
    if (keys === undefined) this.byIndex.set(symbols, (keys = new Map(this.keysOf(path).map(([key, index]) => [index, key]))));
    return keys;
  }

  /** Keys of a file's functions in text order, with their indices among its facts. */
  private keysOf(path: FilePath): readonly (readonly [FunctionKey, number])[] {
    const symbols = this.project.symbolsOf(path);
    if (symbols === undefined) return [];
    let keys = this.keys.get(symbols);
    if (keys === undefined) this.keys.set(symbols, (keys = keyed(path, symbols)));
    return keys;
  }

  /** Takes in files that were parsed since. */
  catchUp(cancellation: Cancellation): void {
    this.globals.catchUp(cancellation);
  }

  /** To be called when any file's code changed. */
  invalidate(): void {
    this.globals.invalidate();
  }

  /** Functions that name nothing of what changed its meaning. */
  private stillMeant(
    path: FilePath,
    known: FileFunctions,
    byKey: ReadonlyMap<FunctionKey, KeyedFunction>,
  ): Map<FunctionKey, LoweredFunction> {
    const names = this.project.namesChangedSince(path, known.environment);
    if (names === undefined) return new Map();
    const mention = mentionOf(names);
    return present(
      [...known.ir].filter(([, { text }]) => !mention.test(text)),
      byKey,
    );
  }

  private file(path: FilePath): FileFunctions | undefined {
    const parsed = this.project.parsed(path);
    if (!parsed) return undefined;
    const known = this.files.get(path);
    if (known?.parsed === parsed) return known;
    const environment = this.project.environmentOf(path);
    const isSame = known?.environment === environment;
    const { facts } = parsed;
    const functions = this.keysOf(path).flatMap(([key, index]): readonly KeyedFunction[] => {
      const fact = facts.functions[index];
      return fact ? [{ key, fact }] : [];
    });
    const byKey = new Map(functions.map((entry) => [entry.key, entry]));
    const fresh: FileFunctions = {
      parsed,
      environment,
      functions,
      byKey,
      ir: known === undefined ? new Map<FunctionKey, LoweredFunction>() : isSame ? known.ir : this.stillMeant(path, known, byKey),
      // What was not asked for in the last surroundings may still be known from those before.
      earlier: isSame ? known.earlier : present([...(known?.earlier ?? []), ...(known?.ir ?? [])], byKey),
    };
    this.files.set(path, fresh);
    return fresh;
  }
}

function present(
  lowered: Iterable<readonly [FunctionKey, LoweredFunction]>,
  byKey: ReadonlyMap<FunctionKey, KeyedFunction>,
): Map<FunctionKey, LoweredFunction> {
  const kept = new Map<FunctionKey, LoweredFunction>();
  for (const [key, value] of lowered) if (byKey.has(key)) kept.set(key, value);
  return kept;
}

function keyed(path: FilePath, { functions }: FileSymbols): readonly (readonly [FunctionKey, number])[] {
  const seen = new Map<string, number>();
  return functions.map(({ qualifiedName, index }) => {
    const count = (seen.get(qualifiedName) ?? 0) + 1;
    seen.set(qualifiedName, count);
    return [`${path}#${qualifiedName}${count > 1 ? `~${String(count)}` : ""}`, index];
  });
}

function fileOf(key: FunctionKey): FilePath {
  return key.slice(0, key.lastIndexOf("#"));
}
