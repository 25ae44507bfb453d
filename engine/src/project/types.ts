/** The static type of an expression or declaration, as far as it could be told without a build. */
export type Type =
  | { readonly kind: "unknown"; readonly name?: string }
  | { readonly kind: "void" }
  | { readonly kind: "boolean" }
  | { readonly kind: "integer"; readonly name: string; readonly signed: boolean; readonly bits: number }
  | { readonly kind: "float"; readonly bits: number }
  /** `constant`: what it points to may not be written through it (`const char *`). */
  /** `iterator`: one of a container of the library, whose steps lead from element to element. */
  | { readonly kind: "pointer"; readonly to: Type; readonly constant?: boolean; readonly iterator?: boolean }
  | { readonly kind: "reference"; readonly to: Type }
  /** `length` in elements; absent for `[]`, a variable-length array, or a size that could not be computed. */
  | { readonly kind: "array"; readonly of: Type; readonly length?: number }
  /** `arguments`: what a class of the standard library was made with (`vector<int>`). */
  | { readonly kind: "record"; readonly tag: "struct" | "union" | "class"; readonly name: string; readonly arguments?: readonly Type[] }
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "function"; readonly returns: Type; readonly parameters: readonly Type[]; readonly variadic: boolean };

export const UNKNOWN_TYPE: Type = { kind: "unknown" };

const sizes = new WeakMap<Type, number>();

/** Number of parts that a type is made of, each as often as it occurs; infinite for what is nested deeper than `depth`. */
export function typeSize(type: Type, depth: number): number {
  const parts = partsOf(type);
  if (parts.length === 0) return 1;
  if (depth === 0) return Infinity;
  let size = sizes.get(type);
  if (size === undefined) sizes.set(type, (size = parts.reduce((sum, part) => sum + typeSize(part, depth - 1), 1)));
  return size;
}

function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case "pointer":
    case "reference":
      return [type.to];
    case "array":
      return [type.of];
    case "function":
      return [type.returns, ...type.parameters];
    case "record":
      return type.arguments ?? [];
    default:
      return [];
  }
}
