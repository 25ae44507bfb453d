import type { Type } from "../../../project/types.js";
import type { BuiltValue } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import { at, type Site } from "../site.js";
import { pointee, plainType, type Context } from "./context.js";
import { lowerExpression, unknown } from "./expressions.js";
import { construct as constructObject, destroyPointee, needsDestructor } from "./objects.js";
import { convert, emitCall, scalarType } from "./values.js";

/** `new T`, `new T[n]`, `new T(…)`, `new (place) T`. */
export function lowerNew(context: Context, site: Site): BuiltValue {
  const { builder, semantics } = context;
  const { node } = site;
  const type = scalarType(context, site);
  const of = type.kind === "pointer" ? type.to : type;
  const size = semantics.builtins.size;
  const written = node.child("arguments");
  const placement = node.children.find((child) => child.kind === "arguments" && child.id !== written?.id);
  const length = node.child("declarator")?.child("size");
  let bytes = builder.constant(context.sizeOf(plainType(of, context.int)), size);
  if (length) {
    const count = convert(context, lowerExpression(context, at(site, length)), size);
    const operands = { left: builder.use(count), right: builder.use(bytes) };
    bytes = builder.value({ op: "binary", operator: "*", ...operands, operandType: size, type: size }, size);
  }
  const pointer = allocation(context, site, { placement, bytes, of, bytesNode: length ?? node, isArray: length !== undefined });
  construct(context, site, pointer, of, written?.children ?? []);
  return pointer;
}

interface Request {
  readonly placement: SyntaxNode | undefined;
  readonly bytes: BuiltValue;
  readonly bytesNode: SyntaxNode;
  readonly of: Type;
  readonly isArray: boolean;
}

/** Memory for the new object: from the heap, or the place that the program names. */
function allocation(context: Context, site: Site, { placement, bytes, bytesNode, of, isArray }: Request): BuiltValue {
  const type: Type = { kind: "pointer", to: of };
  const callee = isArray ? "operator new[]" : "operator new";
  const nodes = [context.relative(bytesNode)];
  const [place, another] = placement?.children ?? [];
  if (place === undefined) return emitCall(context, callee, [bytes], nodes, type);
  if (/^(?:std\s*::\s*)?nothrow$/.test(place.text)) return emitCall(context, `${callee} nothrow`, [bytes], nodes, type);
  const value = lowerExpression(context, at(site, place));
  // With more arguments, or another than a pointer, it is the program's own operator.
  if (another === undefined && value.type.kind === "pointer") return convert(context, value, type, true);
  return unknown(context, site, placement?.children ?? []);
}

/** Runs the constructor of the object behind a pointer, or stores its initial value. */
function construct(context: Context, site: Site, pointer: BuiltValue, of: Type, args: readonly SyntaxNode[]): void {
  if (of.kind !== "record") {
    const [first] = args;
    if (first) context.builder.store(context.derefPlace(pointer, of), convert(context, lowerExpression(context, at(site, first)), of));
    return;
  }
  const place = context.derefPlace(pointer, of);
  constructObject(
    context,
    place,
    of,
    args.map((arg) => at(site, arg)),
    context.relative(site.node),
  );
}

/** `delete p`, `delete[] p`. */
export function lowerDelete(context: Context, site: Site): BuiltValue {
  const operand = site.node.firstChild;
  if (operand === undefined) return unknown(context, site, []);
  const pointer = lowerExpression(context, at(site, operand));
  const nodes = [context.relative(operand)];
  const of = pointee(pointer.type);
  if (of.kind === "record") {
    if (needsDestructor(context, of)) {
      const { builder } = context;
      const destroy = builder.newBlock();
      const release = builder.newBlock();
      builder.branch(pointer, destroy, release, "conditional");
      builder.startBlock(destroy);
      destroyPointee(context, pointer, of);
      builder.startBlock(release);
    }
  }
  const callee = /^(?:::)?\s*delete\s*\[/.test(site.node.text) ? "operator delete[]" : "operator delete";
  return emitCall(context, callee, [pointer], nodes, { kind: "void" });
}
