import type { Type } from "../../project/types.js";
import type { TypeFact } from "../../project/facts.js";
import { NO_NODE, type NodeId } from "../../syntax/tree.js";
import { functionLink, hasSpecifier } from "./declarator.js";
import { childrenOf } from "./fact-types.js";
import type { CSemantics } from "./semantics.js";
import { flattened } from "./surroundings.js";

interface Extent {
  readonly size: number;
  readonly alignment: number;
}

const MAX_DEPTH = 50;

/** Sizes of types in bytes, by the data model of the target. */
export class Layout {
  private readonly records = new Map<TypeFact, Extent | null>();

  constructor(private readonly file: CSemantics) {}

  sizeOf(type: Type): number | undefined {
    return this.extent(type, 0)?.size;
  }

  private extent(type: Type, depth: number): Extent | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const { model } = this.file.builtins;
    switch (type.kind) {
      case "boolean":
        return { size: 1, alignment: 1 };
      case "integer":
      case "float":
        return scalar(type.bits);
      case "pointer":
        return scalar(model.pointer);
      case "enum":
        return scalar(model.int);
      case "reference":
        return this.extent(type.to, depth + 1);
      case "array": {
        const element = type.length === undefined ? undefined : this.extent(type.of, depth + 1);
        return element && { size: element.size * (type.length ?? 0), alignment: element.alignment };
      }
      case "record": {
        const found = this.file.surroundings.find("records", type.name);
        return found?.file.layout.record(found.fact, depth + 1);
      }
      default:
        return undefined;
    }
  }

  private record(fact: TypeFact, depth: number): Extent | undefined {
    let extent = this.records.get(fact);
    if (extent === undefined) {
      this.records.set(fact, null); // A record that holds itself has no size.
      extent = this.readRecord(fact.node, depth) ?? null;
      this.records.set(fact, extent);
    }
    return extent ?? undefined;
  }

  private readRecord(node: NodeId, depth: number): Extent | undefined {
    const { tree } = this.file;
    const body = tree.childByField(node, "body");
    if (body === NO_NODE || !this.isPlain(node)) return undefined;
    const isUnion = tree.is(node, "union");
    const sum = new Sum(isUnion, this.isPacked(node));
    // The pointer to the table of virtual methods comes first.
    if (this.file.isCpp && /\bvirtual\b/.test(tree.textOf(body))) sum.add(scalar(this.file.builtins.model.pointer));
    for (const child of flattened(tree, body)) {
      const kind = tree.kind(child);
      if (kind === "accessSpecifier" || kind === "function" || kind === "attribute") continue;
      // A conditional member is there or not: the size is not known.
      if (tree.parent(child) !== body || (kind !== "field" && kind !== "declaration")) return undefined;
      if (hasSpecifier(tree, child, "static")) continue;
      if (!this.addField(child, sum, depth)) return undefined;
    }
    return sum.finish();
  }

  private addField(field: NodeId, sum: Sum, depth: number): boolean {
    const { tree } = this.file;
    const declarators = childrenOf(tree, field).filter((id) => tree.is(id, "declarator"));
    const type = tree.childByField(field, "type");
    if (declarators.length === 0) {
      const isInline = type !== NO_NODE && (tree.is(type, "struct") || tree.is(type, "union"));
      if (isInline && tree.childByField(type, "name") === NO_NODE) {
        const inner = this.readRecord(type, depth + 1);
        if (inner !== undefined) sum.add(inner);
        return inner !== undefined;
      }
      const unit = this.extent(this.file.declaredTypes.base(field), depth + 1);
      const bits = tree.childByField(field, "none");
      return unit !== undefined && bits !== NO_NODE && this.addBits(bits, unit, sum);
    }
    for (const declarator of declarators) {
      if (functionLink(tree, declarator) !== NO_NODE) continue;
      const declared = this.file.declaredTypes.of(declarator);
      const next = tree.nextSibling(declarator);
      // `char data[];` at the end of a struct takes no room.
      if (declared.kind === "array" && declared.length === undefined && tree.nextSibling(field) === NO_NODE) {
        const element = this.extent(declared.of, depth + 1);
        if (element === undefined) return false;
        sum.add({ size: 0, alignment: element.alignment });
        continue;
      }
      const extent = this.extent(declared, depth + 1);
      if (extent === undefined) return false;
      if (next !== NO_NODE && tree.is(next, "bitfield")) {
        if (!this.addBits(next, extent, sum)) return false;
      } else sum.add(extent);
    }
    return true;
  }

  private addBits(clause: NodeId, unit: Extent, sum: Sum): boolean {
    const { tree } = this.file;
    const width = tree.is(clause, "bitfield") ? tree.firstChild(clause) : NO_NODE;
    const bits = width === NO_NODE ? undefined : this.file.constants.integer({ node: tree.node(width) });
    if (bits === undefined || bits < 0) return false;
    sum.addBits(bits, unit);
    return true;
  }

  /** Base classes add members that are not listed; an error inside may hide some. */
  private isPlain(node: NodeId): boolean {
    const { tree } = this.file;
    const end = tree.subtreeEnd(node);
    for (let id = node; id < end; id++) if (tree.is(id, "baseClause") || tree.is(id, "error") || tree.is(id, "missing")) return false;
    return true;
  }

  private isPacked(node: NodeId): boolean {
    const { tree } = this.file;
    const holders = [node, tree.parent(node)];
    return holders.some((holder) =>
      childrenOf(tree, holder).some((child) => tree.is(child, "attribute") && tree.textOf(child).includes("packed")),
    );
  }
}

/** Adds up the members of a record. */
class Sum {
  private size = 0;
  private alignment = 1;
  /** Free bits in the storage unit of the last bit-field. */
  private freeBits = 0;
  private unitSize = 0;

  constructor(
    private readonly isUnion: boolean,
    private readonly isPacked: boolean,
  ) {}

  add({ size, alignment }: Extent): void {
    this.freeBits = 0;
    const step = this.isPacked ? 1 : alignment;
    this.alignment = Math.max(this.alignment, step);
    if (this.isUnion) this.size = Math.max(this.size, size);
    else this.size = roundUp(this.size, step) + size;
  }

  addBits(bits: number, unit: Extent): void {
    if (bits === 0) this.freeBits = 0;
    else if (!this.isUnion && this.unitSize === unit.size && bits <= this.freeBits) this.freeBits -= bits;
    else {
      this.add(unit);
      this.unitSize = unit.size;
      this.freeBits = unit.size * 8 - bits;
    }
  }

  finish(): Extent {
    return { size: roundUp(this.size, this.alignment), alignment: this.alignment };
  }
}

function scalar(bits: number): Extent {
  const size = Math.ceil(bits / 8);
  return { size, alignment: Math.min(size, 16) };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
