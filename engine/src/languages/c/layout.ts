import type { Type } from "../../project/types.js";
import type { TypeFact } from "../../project/facts.js";
import { NO_NODE, type NodeId, type SyntaxTree } from "../../syntax/tree.js";
import { declaredName, functionLink, hasSpecifier, tagOf } from "./declarator.js";
import { childrenOf } from "./fact-types.js";
import { packingOf, type Packing } from "./packing.js";
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
    const packing = packingOf(this.file, node);
    if (packing === undefined) return undefined;
    const sum = new Sum(isUnion, packing);
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
      if (isInline && tagOf(tree, type) === NO_NODE) {
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
      // A member that lies otherwise than its type says.
      if (/packed|align/i.test(tree.textOf(field)) && hasAttribute(tree, field)) return false;
      // `char data[];` at the end of a struct takes no room.
      if (
        declared.kind === "array" &&
        declared.length === undefined &&
        isFlexible(tree, declarator) &&
        tree.nextSibling(field) === NO_NODE
      ) {
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
}

function hasAttribute(tree: SyntaxTree, field: NodeId): boolean {
  return /__attribute|alignas|\[\[|__declspec/i.test(tree.textOf(field));
}

/** `[]`, and not a length that could not be computed. */
function isFlexible(tree: SyntaxTree, declarator: NodeId): boolean {
  const { link } = declaredName(tree, declarator);
  return link === NO_NODE || !tree.is(link, "arrayDeclarator") || tree.childByField(link, "size") === NO_NODE;
}

/** Adds up the members of a record, as the ABIs of Arm and System V lay them out. */
class Sum {
  private bits = 0;
  private alignment: number;

  constructor(
    private readonly isUnion: boolean,
    private readonly packing: Packing,
  ) {
    this.alignment = packing.least;
  }

  add(extent: Extent): void {
    const step = this.align(extent);
    if (this.isUnion) this.bits = Math.max(this.bits, extent.size * 8);
    else this.bits = roundUp(this.bits, step * 8) + extent.size * 8;
  }

  /** A bit-field lies where the last one ended, unless it would cross a boundary of its own type; width 0 goes on at the next one. */
  addBits(width: number, unit: Extent): void {
    if (width === 0) {
      if (!this.isUnion) this.bits = roundUp(this.bits, unit.size * 8);
      return;
    }
    this.align(unit);
    if (this.isUnion) this.bits = Math.max(this.bits, width);
    else {
      const room = unit.size * 8;
      const crosses = Math.floor(this.bits / room) !== Math.floor((this.bits + width - 1) / room);
      if (crosses && this.packing.most >= unit.alignment) this.bits = roundUp(this.bits, room);
      this.bits += width;
    }
  }

  finish(): Extent {
    return { size: roundUp(Math.ceil(this.bits / 8), this.alignment), alignment: this.alignment };
  }

  private align({ alignment }: Extent): number {
    const step = Math.min(alignment, this.packing.most);
    this.alignment = Math.max(this.alignment, step);
    return step;
  }
}

function scalar(bits: number): Extent {
  const size = Math.ceil(bits / 8);
  return { size, alignment: Math.min(size, 16) };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
