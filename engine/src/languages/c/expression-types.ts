import { UNKNOWN_TYPE, type Type } from "../../project/types.js";
import { arithmetic, promoted, type BuiltinTypes } from "./data-model.js";
import { lastName, methodsNamed } from "./classes.js";
import { nameText } from "./declarator.js";
import { decayed } from "./declared-types.js";
import { libraryFunction } from "./library-types.js";
import { byteLength, elementBits, readInteger } from "./literals.js";
import type { CSemantics } from "./semantics.js";
import {
  elementOf,
  indexedType,
  standardClass,
  standardKind,
  standardMember,
  standardObject,
  type RecordType,
} from "./standard-classes.js";
import { at, unparenthesized, type Site } from "./site.js";
import { remember, type Declared } from "./surroundings.js";
import type { NodeId } from "../../syntax/tree.js";

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "&&", "||", "!"]);
const MAX_DEPTH = 300;

/** Static types of expressions. */
export class ExpressionTypes {
  private readonly known = new Map<NodeId, Type>();
  private readonly builtins: BuiltinTypes;
  private depth = 0;

  constructor(private readonly file: CSemantics) {
    this.builtins = file.builtins;
  }

  of(site: Site): Type {
    const { node } = site;
    if (this.depth >= MAX_DEPTH) return UNKNOWN_TYPE;
    const { questions } = this.file.session;
    this.depth++;
    questions.begin(this.file);
    try {
      if (node.tree !== this.file.tree) {
        const owner = this.file.ownerOf(node);
        if (owner !== this.file) return owner.expressions.of(site);
        return questions.spend(this.file, 1) ? this.read(site) : UNKNOWN_TYPE;
      }
      return remember(this.file.session, this.known, node.id, () => this.read(site));
    } finally {
      questions.end();
      this.depth--;
    }
  }

  /** The record that `object.` or `object->` reaches into. */
  recordOf(type: Type): Type {
    return type.kind === "pointer" || type.kind === "reference"
      ? this.recordOf(type.to)
      : type.kind === "array"
        ? this.recordOf(type.of)
        : type;
  }

  private child(site: Site, field: Parameters<Site["node"]["child"]>[0]): Type {
    const child = site.node.child(field);
    return child === undefined ? UNKNOWN_TYPE : this.of(at(site, child));
  }

  private read(site: Site): Type {
    const { node } = site;
    switch (node.kind) {
      case "parenthesized":
        return node.firstChild === undefined ? UNKNOWN_TYPE : this.of(at(site, node.firstChild));
      case "identifier":
      case "qualifiedName":
        return this.name(site);
      case "number":
        return this.number(node.text);
      case "char":
        return this.file.isCpp ? this.builtins.char : this.builtins.int;
      case "boolean":
        return { kind: "boolean" };
      case "null":
        return { kind: "pointer", to: { kind: "void" } };
      case "string":
        return this.string(site);
      case "call":
        return this.call(site);
      case "member":
        return this.member(site);
      case "subscript": {
        const object = dereferenced(this.child(site, "object"));
        if (object.kind === "record") return this.indexed(object);
        return object.kind === "array" ? object.of : object.kind === "pointer" ? object.to : UNKNOWN_TYPE;
      }
      case "unary":
        return this.unary(site);
      case "update":
        return dereferenced(this.child(site, "operand"));
      case "binary":
        return this.binary(site);
      case "assignment":
        return this.child(site, "left");
      case "comma":
        return this.child(site, "right");
      case "conditional":
        return this.conditional(site);
      case "cast":
      case "compoundLiteral":
        return this.typeChild(site);
      case "sizeof":
      case "alignof":
      case "offsetof":
        return this.builtins.size;
      case "new": {
        const to = this.file.declaredTypes.base(node.id);
        return { kind: "pointer", to };
      }
      case "delete":
        return { kind: "void" };
      case "this":
        return this.thisType(site);
      case "declarator":
      case "parameter":
      case "function":
      case "enumerator":
      case "typeDescriptor":
      case "typeName":
        if (this.file.isCpp && node.parent?.kind === "parameter") return this.declaration(site);
        return node.tree === this.file.tree ? this.file.declaredTypes.of(node.id) : UNKNOWN_TYPE;
      case "primitiveType":
      case "struct":
      case "union":
      case "class":
      case "enum":
        return node.tree === this.file.tree ? this.file.declaredTypes.of(node.id) : UNKNOWN_TYPE;
      case "fieldName":
        return node.parent?.kind === "member" ? this.of(at(site, node.parent)) : this.declaration(site);
      default:
        return UNKNOWN_TYPE;
    }
  }

  /** Type that the `type` child names, in this file or in a macro's body. */
  private typeChild(site: Site): Type {
    const type = site.node.child("type");
    if (type === undefined) return UNKNOWN_TYPE;
    if (type.tree === this.file.tree) return this.file.declaredTypes.of(type.id);
    return this.file.typeOfText(type.text) ?? UNKNOWN_TYPE;
  }

  private name(site: Site): Type {
    const bound = site.bindings?.get(site.node.text);
    if (bound !== undefined) return this.of(bound);
    return this.declaration(site);
  }

  private declaration(site: Site): Type {
    const { node } = site;
    const { file } = this;
    const found = file.declared(site);
    const name = node.text;
    const member = file.isCpp && (found === undefined || !isLocal(found)) ? this.implicitMember(site) : undefined;
    if (member !== undefined) return member;
    if (found !== undefined && !found.file.tree.is(found.fact, "macroDefinition")) return found.file.declaredTypes.of(found.fact);
    const expansion = file.macros.expand(site, name, undefined);
    if (expansion !== undefined) return this.of(expansion);
    const variable = file.surroundings.find("variables", name);
    if (variable !== undefined) return variable.fact.type;
    const fn = file.surroundings.find("functions", name);
    if (fn !== undefined) return fn.file.declaredTypes.of(fn.fact.node);
    if (file.isCpp && name.includes("::")) {
      const last = lastName(name.replace(/\s+/g, ""));
      const scoped = file.surroundings.find("variables", last);
      if (scoped !== undefined) return scoped.fact.type;
      const object = standardObject(name);
      if (object !== undefined) return object;
    }
    const standard = file.isCpp ? standardObject(name) : undefined;
    if (standard !== undefined) return standard;
    const enumerator = file.surroundings.findEnumerator(file.isCpp ? lastName(name) : name);
    if (enumerator !== undefined) return enumerator.file.declaredTypes.of(enumerator.fact);
    if (node.parent?.kind === "call" && node.field === "callee") {
      const library = libraryFunction(this.builtins, name);
      if (library !== undefined) return library;
    }
    // `sizeof(packet_t)`: the grammar can't tell a type from a variable.
    const inSizeof = node.parent?.kind === "parenthesized" || node.parent?.kind === "sizeof";
    return (inSizeof ? file.declaredTypes.byName(name, node.tree === file.tree ? node.id : 0) : undefined) ?? UNKNOWN_TYPE;
  }

  /** A member of the class around, by its bare name. */
  private implicitMember({ node, use }: Site): Type | undefined {
    const { file } = this;
    const around = node.tree === file.tree ? node : use;
    if (around?.tree !== file.tree || node.kind !== "identifier") return undefined;
    const record = file.enclosingRecord(around.id);
    return record?.kind === "record" ? file.memberType(record.name, node.text) : undefined;
  }

  /** `object[index]` of a class. */
  private indexed(object: RecordType): Type {
    if (standardKind(object) !== undefined) return { kind: "reference", to: indexedType(object, this.builtins) };
    return this.operatorResult(object, "operator[]") ?? UNKNOWN_TYPE;
  }

  /** What an operator that a class declares gives. */
  private operatorResult(record: Type, name: string): Type | undefined {
    const info = this.file.classes.of(record);
    return info && methodsNamed(info, name)[0]?.fact.returns;
  }

  private number(text: string): Type {
    const integer = readInteger(text);
    if (integer === undefined) return { kind: "float", bits: /f$/i.test(text) && !/^0x/i.test(text) ? 32 : 64 };
    const { model } = this.builtins;
    const ranks = [["int", model.int], ["long", model.long], ["long long", model.longLong]] as const; // prettier-ignore
    for (const [name, bits] of ranks.slice(integer.longs)) {
      if (!integer.unsigned && integer.value < 2 ** (bits - 1)) return { kind: "integer", name, signed: true, bits };
      if ((integer.unsigned || !integer.isDecimal) && integer.value < 2 ** bits) {
        return { kind: "integer", name: `unsigned ${name}`, signed: false, bits };
      }
    }
    return { kind: "integer", name: "long long", signed: !integer.unsigned, bits: model.longLong };
  }

  /** Array of characters with room for the terminating zero. */
  private string(site: Site): Type {
    const { node } = site;
    const value = this.file.constants.string(site);
    const first = node.firstChild?.text ?? node.text;
    const bits = elementBits(first, this.builtins.model.wchar);
    const of: Type = bits === 8 ? this.builtins.char : { kind: "integer", name: "wchar_t", signed: true, bits };
    if (value === undefined) return { kind: "array", of };
    const length = bits === 8 ? byteLength(value, node.text.includes("\\")) : value.length;
    return { kind: "array", of, length: length + 1 };
  }

  private call(site: Site): Type {
    const callee = site.node.child("callee");
    if (callee === undefined) return UNKNOWN_TYPE;
    if (callee.kind === "identifier") {
      const expansion = this.file.macros.expand(site, callee.text, site.node);
      if (expansion !== undefined) return this.of(expansion);
    }
    const cast = this.file.castType(site);
    if (cast !== undefined) return cast;
    if (callee.kind === "primitiveType" || callee.kind === "typeName") return this.of(at(site, callee));
    const type = this.functionBehind(this.of(at(site, callee)));
    if (type !== undefined) return type.returns;
    const library = this.file.isCpp ? this.libraryCall(site, callee) : undefined;
    if (library !== undefined) return library;
    // `Pump p = Pump(3)`: a constructor is called by its type's name.
    return (
      (callee.kind === "identifier" && this.file.isCpp
        ? this.file.declaredTypes.byName(callee.text, callee.tree === this.file.tree ? callee.id : 0)
        : undefined) ?? UNKNOWN_TYPE
    );
  }

  /** Functions of the C++ library whose type follows from their arguments, and constructors of its classes. */
  private libraryCall(site: Site, callee: Site["node"]): Type | undefined {
    const { file } = this;
    if (callee.tree !== file.tree || callee.kind === "member") return undefined;
    const name = nameText(file.tree, callee.id).replace(/^(?:::)?std::/, "");
    const [first] = site.node.args;
    if (name === "move" || name === "forward") return first && dereferenced(this.of(at(site, first)));
    if (name === "make_unique" || name === "make_shared") {
      const list = [...callee.descendants()].find((each) => each.kind === "typeArguments")?.firstChild;
      const of = list === undefined ? UNKNOWN_TYPE : file.declaredTypes.of(list.id);
      return standardClass(name === "make_unique" ? "unique_ptr" : "shared_ptr", [of]);
    }
    const type = callee.kind === "identifier" ? standardClass(name, []) : file.declaredTypes.of(callee.id);
    return type?.kind === "record" ? type : undefined;
  }

  private functionBehind(type: Type): Extract<Type, { kind: "function" }> | undefined {
    if (type.kind === "function") return type;
    return type.kind === "pointer" || type.kind === "reference" ? this.functionBehind(type.to) : undefined;
  }

  private member(site: Site): Type {
    const property = site.node.child("property");
    const object = dereferenced(this.child(site, "object"));
    // `p->x` of a smart pointer or an iterator.
    const target = site.node.operator === "->" && standardKind(object) !== undefined ? this.pointedTo(object as RecordType) : object;
    const record = this.recordOf(target);
    if (property !== undefined && record.kind === "record" && record.arguments !== undefined)
      return standardMember(record, property.text, this.builtins) ?? UNKNOWN_TYPE;
    if (property === undefined || (record.kind !== "record" && record.kind !== "unknown")) return UNKNOWN_TYPE;
    return this.file.memberType(record.name ?? "", property.text) ?? UNKNOWN_TYPE;
  }

  private pointedTo(object: RecordType): Type {
    return elementOf(object, this.builtins);
  }

  private unary(site: Site): Type {
    const operand = this.child(site, "operand");
    switch (site.node.operator) {
      case "*": {
        const target = dereferenced(operand);
        if (target.kind === "record") {
          if (standardKind(target) !== undefined) return elementOf(target, this.builtins);
          return this.operatorResult(target, "operator*") ?? UNKNOWN_TYPE;
        }
        return target.kind === "pointer"
          ? target.to
          : target.kind === "array"
            ? target.of
            : target.kind === "function"
              ? target
              : UNKNOWN_TYPE;
      }
      case "&":
        return { kind: "pointer", to: dereferenced(operand) };
      case "!":
        return this.file.isCpp ? { kind: "boolean" } : this.builtins.int;
      default:
        return promoted(dereferenced(operand), this.builtins);
    }
  }

  private binary(site: Site): Type {
    const { operator } = site.node;
    if (COMPARISONS.has(operator)) return this.file.isCpp ? { kind: "boolean" } : this.builtins.int;
    const left = dereferenced(decayed(this.child(site, "left")));
    if (left.kind === "record" && standardKind(left) !== undefined) return left;
    if (left.kind === "record") return this.operatorResult(left, `operator${operator}`) ?? UNKNOWN_TYPE;
    if (operator === "<<" || operator === ">>") return promoted(left, this.builtins);
    const right = dereferenced(decayed(this.child(site, "right")));
    if (standardKind(right) === "text") return right;
    if (left.kind === "pointer") return right.kind === "pointer" ? this.builtins.difference : left;
    if (right.kind === "pointer") return right;
    return arithmetic(left, right, this.builtins) ?? UNKNOWN_TYPE;
  }

  private conditional(site: Site): Type {
    const field = site.node.child("consequence") === undefined ? "condition" : "consequence";
    const a = decayed(this.child(site, field));
    const b = decayed(this.child(site, "alternative"));
    if (a.kind === "unknown") return b;
    const alternative = site.node.child("alternative");
    const isNull = alternative !== undefined && unparenthesized(at(site, alternative)).node.kind === "null";
    return isNull || b.kind === "unknown" ? a : a.kind === "pointer" && a.to.kind === "void" ? b : (arithmetic(a, b, this.builtins) ?? a);
  }

  private thisType(site: Site): Type {
    const record = site.node.tree === this.file.tree ? this.file.enclosingRecord(site.node.id) : undefined;
    return record === undefined ? UNKNOWN_TYPE : { kind: "pointer", to: record };
  }
}

function isLocal({ file, fact }: Declared<NodeId>): boolean {
  return file.enclosingFunction(file.tree.node(fact)) >= 0;
}

/** What a reference refers to. */
export function dereferenced(type: Type): Type {
  return type.kind === "reference" ? type.to : type;
}
