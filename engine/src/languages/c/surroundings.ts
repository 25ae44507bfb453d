import type { FunctionFact, MacroFact, TypeFact, VariableFact } from "../../project/facts.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { childrenOf } from "./fact-types.js";
import type { Questions } from "./questions.js";
import type { CSemantics } from "./semantics.js";

/** A declaration and the file that holds it. */
export interface Declared<Fact> {
  readonly file: CSemantics;
  readonly fact: Fact;
}

/** Names that one file declares at file scope, by their last part and by their qualified form. */
export class FileNames {
  readonly records = new Map<string, TypeFact>();
  readonly typedefs = new Map<string, TypeFact>();
  readonly functions = new Map<string, FunctionFact>();
  /** All functions by name: what overloads are picked from. */
  readonly overloads = new Map<string, FunctionFact[]>();
  readonly variables = new Map<string, VariableFact>();
  readonly macros = new Map<string, MacroFact>();
  /** Macros with more than one definition, in text order. */
  readonly redefined = new Map<string, readonly MacroFact[]>();
  /** Offsets at which macros lose their meaning. */
  readonly undefined = new Map<string, readonly number[]>();
  /** Enumerator nodes. */
  readonly enumerators = new Map<string, NodeId>();
  /** Every name of the tables above. */
  private readonly all: ReadonlySet<string>;
  /** Bits of their marks: most files that are asked do not know a name at all, and a look at one bit says so. */
  private readonly marks = new Uint32Array(MARKS / 32);
  /** Records with base classes. */
  readonly derived: readonly string[];

  constructor(file: CSemantics) {
    const { facts } = file;
    for (const fact of facts.types) {
      const names = fact.kind === "typedef" || fact.kind === "alias" ? this.typedefs : this.records;
      for (const name of namesOf(fact.name)) if (!names.has(name)) names.set(name, fact);
      if (fact.kind === "enum") this.addEnumerators(file, fact.node);
    }
    for (const fact of facts.functions) {
      for (const name of namesOf(fact.qualifiedName)) {
        if (file.isCpp) {
          const list = this.overloads.get(name);
          if (list) list.push(fact);
          else this.overloads.set(name, [fact]);
        }
        // A definition says more than a prototype, else the first stays.
        const known = this.functions.get(name);
        if (known === undefined || (known.body === undefined && fact.body !== undefined)) this.functions.set(name, fact);
      }
    }
    for (const fact of facts.variables) {
      const known = this.variables.get(fact.name);
      if (known === undefined || (known.initializer === undefined && fact.initializer !== undefined)) this.variables.set(fact.name, fact);
    }
    for (const { name, at } of facts.undefined ?? []) this.undefined.set(name, [...(this.undefined.get(name) ?? []), at]);
    // Seen from other files the last definition with a body counts.
    for (const fact of facts.macros) {
      if ((this.undefined.get(fact.name)?.at(-1) ?? -1) > fact.span.start) continue;
      const known = this.macros.get(fact.name);
      if (known !== undefined) this.redefined.set(fact.name, [...(this.redefined.get(fact.name) ?? [known]), fact]);
      if (fact.body !== "" || known === undefined) this.macros.set(fact.name, fact);
    }
    const { tree } = file;
    this.derived = file.isCpp
      ? facts.types.filter(({ node }) => childrenOf(tree, node).some((id) => tree.is(id, "baseClause"))).map(({ name }) => name)
      : [];
    this.all = new Set(TABLES.flatMap((table) => [...this[table].keys()]));
    for (const name of this.all) {
      const mark = markOf(name);
      this.marks[mark >>> 5] = (this.marks[mark >>> 5] ?? 0) | (1 << (mark & 31));
    }
  }

  /** Whether one of the tables holds a name; `mark` is {@link markOf} the name. */
  has(name: string, mark: number): boolean {
    return ((this.marks[mark >>> 5] ?? 0) & (1 << (mark & 31))) !== 0 && this.all.has(name);
  }

  private addEnumerators({ tree }: CSemantics, enumNode: NodeId): void {
    const body = tree.childByField(enumNode, "body");
    if (body === NO_NODE) return;
    for (const id of flattened(tree, body)) {
      const name = tree.is(id, "enumerator") ? tree.childByField(id, "name") : NO_NODE;
      if (name !== NO_NODE) this.enumerators.set(tree.textOf(name), id);
    }
  }
}

const TABLES = ["records", "typedefs", "functions", "variables", "macros", "enumerators"] as const;
type Table = (typeof TABLES)[number];

/** Marks that names are told apart by; a power of two, some ten times as many as a large header has names. */
const MARKS = 4096;

/** A number below {@link MARKS} that follows from a name. */
function markOf(name: string): number {
  let mark = name.length;
  for (let at = 0; at < name.length; at++) mark = (Math.imul(mark, 31) + name.charCodeAt(at)) | 0;
  return (mark ^ (mark >>> 15)) & (MARKS - 1);
}

/** Children with what stands in `#if` blocks between them. */
export function* flattened(tree: CSemantics["tree"], id: NodeId): Generator<NodeId> {
  for (const child of childrenOf(tree, id)) {
    const kind = tree.kind(child);
    if (kind === "conditionalDirective" || kind === "elseDirective") yield* flattened(tree, child);
    else yield child;
  }
}

function namesOf(qualified: string): readonly string[] {
  const last = qualified.slice(qualified.lastIndexOf("::") + 2);
  return qualified.includes("::") ? [qualified, last] : [qualified];
}

/**
 * Finds declarations in a file and in all that it includes. Files are asked in the order of inclusion; a name that is
 * found in the file itself hides the others.
 */
export class Surroundings {
  private files: readonly CSemantics[] | undefined;
  private collecting = false;
  /** Included files that declare a name, nearest first. */
  private readonly declaring = new Map<string, readonly CSemantics[]>();

  constructor(
    private readonly own: CSemantics,
    /** Parsed forms of the files that a file includes directly. */
    private readonly directIncludes: (file: CSemantics) => readonly CSemantics[],
    private readonly session: Session,
  ) {}

  find<K extends Exclude<Table, "enumerators">>(table: K, name: string): Declared<TableFact<K>> | undefined {
    return this.lookUp(table, name) as Declared<TableFact<K>> | undefined;
  }

  /** All declarations of functions with a name, in this file and what it includes. */
  functions(name: string): readonly Declared<FunctionFact>[] {
    const found: Declared<FunctionFact>[] = [];
    for (const file of [this.own, ...this.filesWith(name)]) {
      for (const fact of file.names.overloads.get(name) ?? []) found.push({ file, fact });
    }
    return found;
  }

  usings(): readonly string[] {
    return [this.own, ...this.included().files].flatMap((file) => file.ownUsings());
  }

  /** Names of all records with base classes in this file and what it includes. */
  recordsWithBases(): readonly string[] {
    return [this.own, ...this.included().files].flatMap((file) => file.names.derived);
  }

  findEnumerator(name: string): Declared<NodeId> | undefined {
    return this.lookUp("enumerators", name) as Declared<NodeId> | undefined;
  }

  private lookUp(table: Table, name: string): Declared<unknown> | undefined {
    const own = this.own.names[table].get(name);
    let first: Declared<unknown> | undefined;
    if (own !== undefined) {
      first = { file: this.own, fact: own };
      if (!CHOSEN.has(table) || !isConditional(this.own.tree, nodeOf(own))) return first;
    }
    for (const file of this.filesWith(name)) {
      const fact = file.names[table].get(name);
      if (fact === undefined) continue;
      if (file.givesWay && first !== undefined) return first;
      if (!CHOSEN.has(table) || !isConditional(file.tree, nodeOf(fact))) return { file, fact };
      first ??= { file, fact };
    }
    return first;
  }

  private filesWith(name: string): readonly CSemantics[] {
    const known = this.declaring.get(name);
    if (known !== undefined) return known;
    const { files, complete } = this.included();
    const mark = markOf(name);
    const declaring = files.filter((file) => file.names.has(name, mark));
    if (complete) this.declaring.set(name, declaring);
    else this.session.provisionalAnswers++;
    return declaring;
  }

  /** All included files, nearest first. Incomplete while they are being parsed: an include cycle asks back. */
  private included(): { readonly files: readonly CSemantics[]; readonly complete: boolean } {
    if (this.files !== undefined) return { files: this.files, complete: true };
    if (this.collecting) return { files: [], complete: false };
    this.collecting = true;
    const files = new Set<CSemantics>();
    const collect = (file: CSemantics): void => {
      const direct = this.directIncludes(file).filter((included) => included !== this.own && !files.has(included));
      for (const included of direct) files.add(included);
      for (const included of direct) collect(included);
    };
    collect(this.own);
    this.collecting = false;
    this.files = [...files];
    return { files: this.files, complete: true };
  }
}

/** Declarations of which another build may see another: one that stands in no open conditional goes before one that does. */
const CHOSEN: ReadonlySet<Table> = new Set<Table>(["typedefs", "records"]);

function nodeOf(fact: unknown): NodeId {
  return (fact as TypeFact).node;
}

/** Inside a conditional that nobody could decide; a header's guard is none. */
export function isConditional(tree: SyntaxTree, node: NodeId): boolean {
  for (let id = tree.parent(node); id !== NO_NODE; id = tree.parent(id)) {
    if (tree.is(id, "elseDirective")) return true;
    if (tree.is(id, "conditionalDirective") && !isGuard(tree, id)) return true;
  }
  return false;
}

/** `#ifndef NAME` and at once `#define NAME`. */
function isGuard(tree: SyntaxTree, conditional: NodeId): boolean {
  const name = tree.childByField(conditional, "name");
  const first = name === NO_NODE ? NO_NODE : tree.nextSibling(name);
  return (
    first !== NO_NODE &&
    tree.operator(conditional) === "!" &&
    tree.is(first, "macroDefinition") &&
    tree.textOf(tree.childByField(first, "name")) === tree.textOf(name)
  );
}

type TableFact<K extends Table> = FileNames[K] extends Map<string, infer Fact> ? Fact : never;

/** State that the files of one front end share while answers are worked out. */
export interface Session {
  /** Which semantics answer for a tree. */
  readonly owners: WeakMap<SyntaxTree, CSemantics>;
  /** How many answers were given while an include cycle was still being read: what rests on them must not be remembered. */
  provisionalAnswers: number;
  readonly questions: Questions;
}

/** Remembers an answer unless it was worked out in the middle of an include cycle. */
export function remember<Key, Value>(session: Session, memo: Map<Key, Value>, key: Key, compute: () => Value): Value {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const before = session.provisionalAnswers;
  const value = compute();
  if (session.provisionalAnswers === before) memo.set(key, value);
  return value;
}
