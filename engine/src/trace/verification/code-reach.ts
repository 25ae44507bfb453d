import type { ParsedFile } from "../../languages/front-end.js";
import { importedFile } from "../../project/imported-file.js";
import type { FunctionRef, ProjectView } from "../../project/view.js";
import { isCFamily } from "../../text/document.js";
import type { FilePath, Span } from "../../text/span.js";
import { tokens } from "../../text/tokens.js";
import { unitDigest } from "../../text/versioned-digests.js";

/** What following code through a project asks of it. */
export interface ReachView extends Pick<ProjectView, "parsed" | "resolveFunction" | "text"> {
  /** Changes whenever something that files see of each other changed: declarations, files, configuration. */
  readonly declarationEpoch: number;
  /** The file that an include means. */
  includedFile(from: FilePath, target: string): FilePath | undefined;
}

/** Code to start from: a function, or a whole file where the span is empty. */
export interface CodePiece {
  readonly file: FilePath;
  readonly span: Span;
}

/** A function or declaration that code rests on. */
export interface ReachedCode extends CodePiece {
  /** `path#name`; several declarations of one name have one key. */
  readonly key: string;
  /** Unit digest of its text. */
  readonly digest: string;
}

export interface Reach {
  /** Functions that the code names, and the file-local functions that those name in turn. */
  readonly callees: readonly ReachedCode[];
  /** Types, macros and variables at file scope that the code and its callees name, and those that these name. */
  readonly declarations: readonly ReachedCode[];
}

/** More than this nobody calls from one unit; it bounds what a hostile file can cost. */
const MAX_REACHED = 20_000;

const MAX_KNOWN = 50_000;

/** What was found from a piece, and what it was found by. */
interface KnownReach {
  readonly epoch: number;
  readonly files: readonly ParsedFile[];
  readonly reach: Reach;
}

const OF_VIEW = new WeakMap<ReachView, Map<string, KnownReach>>();

/** Follows code to the functions that it calls and the declarations that it reads. Local variables are code, not declarations. */
export class CodeReach {
  private readonly visible = new Map<FilePath, readonly ParsedFile[]>();
  private readonly known: Map<string, KnownReach>;

  constructor(private readonly view: ReachView) {
    let known = OF_VIEW.get(view);
    if (!known) OF_VIEW.set(view, (known = new Map<string, KnownReach>()));
    this.known = known;
  }

  /** The same again where neither a file that was looked at nor any declaration changed since: most edits touch few units. */
  of(pieces: readonly CodePiece[]): Reach {
    const key = pieces.map(({ file, span }) => `${file}:${String(span.start)}-${String(span.end)}`).join(" ");
    const known = this.known.get(key);
    const epoch = this.view.declarationEpoch;
    if (known?.epoch === epoch && known.files.every((file) => this.view.parsed(file.document.path) === file)) return known.reach;
    const files = new Set<ParsedFile>();
    const reach = this.follow(pieces, files);
    // Places move while somebody types: what was known of the old ones is of no use.
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(key, { epoch, files: [...files], reach });
    return reach;
  }

  private follow(pieces: readonly CodePiece[], files: Set<ParsedFile>): Reach {
    const callees = new Map<string, ReachedCode>();
    const declarations = new Map<string, ReachedCode>();
    const queue = pieces.map((piece) => ({ ...piece, isCallee: false }));
    for (const { file, span, isCallee } of queue) {
      const parsed = this.view.parsed(file);
      if (!parsed) continue;
      files.add(parsed);
      for (const ref of this.functionsNamedIn(parsed, span, isCallee)) {
        const path = ref.file.document.path;
        const key = `${path}#${ref.fact.overload ?? ref.fact.qualifiedName}`;
        if (callees.has(key) || callees.size >= MAX_REACHED) continue;
        callees.set(key, { key, file: path, span: ref.fact.span, digest: knownOf(ref.file).digestOf(ref.fact.span) });
        queue.push({ file: path, span: ref.fact.span, isCallee: true });
      }
      // What a macro or a table names is called too.
      for (const declared of this.addDeclarations(parsed, span, declarations))
        queue.push({ file: declared.file, span: declared.span, isCallee });
    }
    return { callees: [...callees.values()], declarations: [...declarations.values()] };
  }

  /**
   * Functions that code names, to call them or to hand them on: of the code itself all, of a callee those of its own file that no
   * other file can call. By words, not by calls: what counts must not change as our understanding of calls grows.
   */
  private functionsNamedIn(parsed: ParsedFile, span: Span, isCallee: boolean): readonly FunctionRef[] {
    const path = parsed.document.path;
    return [...knownOf(parsed).wordsIn(span)].flatMap((name) => {
      const ref = this.view.resolveFunction(name, path);
      if (!ref) return [];
      return !isCallee || (ref.fact.linkage === "internal" && ref.file.document.path === path) ? [ref] : [];
    });
  }

  /** Adds the declarations that code names, and those that these name; gives the new ones. */
  private addDeclarations(parsed: ParsedFile, span: Span, found: Map<string, ReachedCode>): readonly ReachedCode[] {
    const fresh: ReachedCode[] = [];
    const queue = [{ parsed, span }];
    for (const code of queue) {
      const visible = this.visibleFrom(code.parsed);
      for (const word of knownOf(code.parsed).wordsIn(code.span)) {
        for (const declared of visible.flatMap((each) => knownOf(each).declarations.get(word) ?? [])) {
          const key = `${declared.key}\u0000${String(declared.span.start)}`;
          if (found.has(key) || found.size >= MAX_REACHED) continue;
          found.set(key, declared);
          fresh.push(declared);
          const file = this.view.parsed(declared.file);
          if (file) queue.push({ parsed: file, span: declared.span });
        }
      }
    }
    return fresh;
  }

  /** A file and what it includes or imports, directly or through others. */
  private visibleFrom(start: ParsedFile): readonly ParsedFile[] {
    const path = start.document.path;
    const known = this.visible.get(path);
    if (known) return known;
    const paths = new Set<FilePath>([path]);
    const visible: ParsedFile[] = [];
    for (const file of paths) {
      const parsed = this.view.parsed(file);
      if (!parsed) continue;
      visible.push(parsed);
      for (const { target, form } of parsed.facts.includes) {
        const isInclude = form === "quoted" || form === "system";
        const included = isInclude
          ? this.view.includedFile(file, target)
          : importedFile(file, target, (candidate) => this.view.text(candidate) !== undefined);
        if (included !== undefined) paths.add(included);
      }
    }
    this.visible.set(path, visible);
    return visible;
  }
}

const KNOWN = new WeakMap<ParsedFile, FileCode>();

function knownOf(parsed: ParsedFile): FileCode {
  let known = KNOWN.get(parsed);
  if (!known) KNOWN.set(parsed, (known = new FileCode(parsed)));
  return known;
}

/** What is asked of one file's code again and again, kept as long as the file stays as it is. */
class FileCode {
  private readonly digests = new Map<number, string>();
  private readonly words = new Map<number, ReadonlySet<string>>();
  private declared: ReadonlyMap<string, readonly ReachedCode[]> | undefined;

  constructor(private readonly parsed: ParsedFile) {}

  digestOf(span: Span): string {
    return kept(this.digests, keyOf(span), () => unitDigest(this.textOf(span), this.parsed.language));
  }

  wordsIn(span: Span): ReadonlySet<string> {
    return kept(this.words, keyOf(span), () => {
      const family = isCFamily(this.parsed.language) ? "c" : "ecmascript";
      const found = new Set<string>();
      for (const { kind, text } of tokens(this.textOf(span), family)) {
        if (kind === "word") found.add(text);
        else if (kind === "template") for (const [word] of text.matchAll(/[\w$]+/g)) found.add(word);
      }
      return found;
    });
  }

  get declarations(): ReadonlyMap<string, readonly ReachedCode[]> {
    return (this.declared ??= this.allDeclarations());
  }

  private allDeclarations(): ReadonlyMap<string, readonly ReachedCode[]> {
    const file = this.parsed.document.path;
    const found = new Map<string, ReachedCode[]>();
    const { macros, types, variables } = this.parsed.facts;
    for (const { name, span } of [...macros, ...types, ...variables]) {
      if (name === "") continue;
      const declared = { key: `${file}#${name}`, file, span, digest: this.digestOf(span) };
      const list = found.get(name);
      if (list) list.push(declared);
      else found.set(name, [declared]);
    }
    return found;
  }

  private textOf({ start, end }: Span): string {
    const { text } = this.parsed.document;
    return start === end ? text : text.slice(start, end);
  }
}

/** Spans of one file as numbers: faster to look up than as text. */
function keyOf({ start, end }: Span): number {
  return start * 2 ** 26 + end;
}

function kept<T>(map: Map<number, T>, key: number, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
