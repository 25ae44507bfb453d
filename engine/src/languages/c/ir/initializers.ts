import type { BuiltPlace } from "../../../flow/builder.js";
import type { SyntaxNode } from "../../../syntax/node.js";
import type { Type } from "../../../project/types.js";
import { initializerItems } from "../initializer-items.js";
import { at, type Site } from "../site.js";
import { plainType, type Context } from "./context.js";
import { lastName, methodsNamed } from "../classes.js";
import { standardKind } from "../standard-classes.js";
import { lowerExpression } from "./expressions.js";
import { construct } from "./objects.js";
import { elementPlace, fieldPlace } from "./places.js";
import { constantOf, convert } from "./values.js";

/** Elements that one initialiser list spells out; longer tables are unknown beyond. */
const MAX_ELEMENTS = 256;

/** Stores an initialiser into a place. */
export function initialise(context: Context, place: BuiltPlace, site: Site): void {
  context.builder.enter();
  store(context, place, site);
  context.builder.leave();
}

function store(context: Context, place: BuiltPlace, site: Site): void {
  const { builder } = context;
  const { node } = site;
  context.at(node);
  if (context.semantics.isCpp && place.type.kind === "record" && constructs(context, place.type, node)) {
    const args =
      node.kind === "initializerList" && standardKind(place.type) === undefined ? node.children.map((each) => at(site, each)) : [site];
    return construct(context, place, place.type, args, context.relative(node));
  }
  if (node.kind === "initializerList") {
    const first = node.firstChild;
    const isAggregate = place.type.kind === "array" || place.type.kind === "record";
    // `char name[] = {"text"}`
    const isBraced = place.type.kind === "array" && place.type.of.kind === "integer" && node.children.length === 1;
    if (isAggregate && !(isBraced && first && isText(context, at(site, first)))) return initialiseAggregate(context, place, site);
    if (first) initialise(context, place, at(site, first));
    else builder.store(place, builder.constant(0, place.type));
    return;
  }
  if (place.type.kind === "array" && isText(context, site)) {
    const literal = lowerExpression(context, site);
    const size = context.sizeOf(place.type);
    builder.effect({ op: "clear", place: builder.usePlace(place) });
    // The literal is shorter than the array, as a rule: no size, so that no read of the whole array is checked.
    const from: BuiltPlace = { kind: "deref", pointer: literal, type: place.type };
    builder.effect({ op: "copy", to: builder.usePlace(place), from: builder.usePlace(from), ...(size !== undefined ? { size } : {}) });
    return;
  }
  const value = lowerExpression(context, site);
  context.at(node);
  builder.store(place, convert(context, value, place.type));
}

/** A string literal, or a macro that stands for one. */
function isText(context: Context, site: Site): boolean {
  const { kind } = site.node.unparenthesized;
  return kind === "string" || (kind === "identifier" && context.semantics.constants.string(site) !== undefined);
}

/** True when an object is made by its class's constructor, and not member by member. */
function constructs(context: Context, type: Extract<Type, { kind: "record" }>, value: SyntaxNode): boolean {
  if (standardKind(type) !== undefined) return true;
  const info = context.semantics.classes.of(type);
  if (info === undefined) return false;
  return value.kind !== "initializerList" || info.virtuals.size > 0 || methodsNamed(info, lastName(info.name)).length > 0;
}

function initialiseAggregate(context: Context, place: BuiltPlace, site: Site): void {
  const { builder } = context;
  const { items, open } = initializerItems(context.semantics, site.node);
  const isWhole = !open && items.length <= MAX_ELEMENTS;
  if (isWhole) builder.effect({ op: "clear", place: builder.usePlace(place) });
  else builder.store(place, builder.value({ op: "unknown", operands: [], type: place.type }, place.type));
  const members = place.type.kind === "record" ? membersOf(context, place.type) : undefined;
  let position = 0;
  for (const item of items.slice(0, MAX_ELEMENTS)) {
    let target: BuiltPlace | undefined;
    let value: SyntaxNode | undefined = item;
    if (item.kind === "initializerPair") {
      value = item.child("value");
      const designated = designatedPlace(context, place, at(site, item), members);
      target = designated?.place;
      position = designated?.next ?? position + 1;
    } else {
      target = place.type.kind === "array" ? elementAt(context, place, position) : memberAt(context, place, members, position);
      position++;
    }
    if (target !== undefined && value !== undefined) initialise(context, target, at(site, value));
  }
}

type Members = readonly { readonly name: string; readonly type: Type }[];

function membersOf(context: Context, type: Extract<Type, { kind: "record" }>): Members {
  return context.semantics.surroundings.find("records", type.name)?.fact.members ?? [];
}

function elementAt(context: Context, place: BuiltPlace, index: number): BuiltPlace {
  return elementPlace(context, place, context.builder.constant(index, context.int));
}

function memberAt(context: Context, place: BuiltPlace, members: Members | undefined, index: number): BuiltPlace | undefined {
  const member = members?.[index];
  return member && fieldPlace(context, place, member.name, plainType(member.type, context.int));
}

/** `[3].name = value`. */
function designatedPlace(
  context: Context,
  place: BuiltPlace,
  site: Site,
  members: Members | undefined,
): { place: BuiltPlace; next: number } | undefined {
  let target: BuiltPlace | undefined = place;
  let next = 0;
  for (const [depth, key] of site.node.childrenOf("key").entries()) {
    if (target === undefined) return undefined;
    const inner = key.firstChild;
    const name = key.text.startsWith(".") ? (inner?.text ?? key.text.slice(1).trim()) : undefined;
    if (name !== undefined) {
      const known: Members = depth === 0 ? (members ?? []) : target.type.kind === "record" ? membersOf(context, target.type) : [];
      const index = known.findIndex((member) => member.name === name);
      if (depth === 0) next = index + 1;
      const type = known[index]?.type;
      target = type && fieldPlace(context, target, name, plainType(type, context.int));
    } else {
      const index = inner ? constantOf(context, at(site, inner)) : undefined;
      if (depth === 0) next = (index ?? 0) + 1;
      target = index === undefined || target.type.kind !== "array" ? undefined : elementAt(context, target, index);
    }
  }
  return target && { place: target, next };
}
