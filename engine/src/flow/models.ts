import * as z from "zod";

/** A number in a model: a literal, an argument (`{ arg: 2 }`), a product of numbers, or the length of the string an argument points to. */
export type AmountModel =
  | number
  | { readonly arg: number }
  | { readonly product: readonly AmountModel[] }
  | { readonly sum: readonly AmountModel[] }
  /** Bytes before the terminating zero. */
  | { readonly stringLength: number }
  | { readonly quotient: readonly [AmountModel, number] }
  | { readonly objectSize: number }
  | { readonly min: readonly AmountModel[] };

const amount: z.ZodType<AmountModel> = z.lazy(() =>
  z.union([
    z.number().int(),
    z.strictObject({ arg: z.number().int().min(0) }),
    z.strictObject({ product: z.array(amount) }),
    z.strictObject({ sum: z.array(amount) }),
    z.strictObject({ stringLength: z.number().int().min(0) }),
    z.strictObject({ quotient: z.tuple([amount, z.number().int().min(1)]) }),
    z.strictObject({ objectSize: z.number().int().min(0) }),
    z.strictObject({ min: z.array(amount) }),
  ]),
);

const index = z.number().int().min(0);

const functionModel = z.strictObject({
  /** Data written or returned comes from outside the program. */
  taint: z
    .strictObject({
      kind: z.string(),
      /** Arguments whose pointee is filled with it. */
      outputs: z.array(index).optional(),
      returns: z.boolean().optional(),
    })
    .optional(),
  /** Memory that the function reads through arguments: `bytes` from the start of what `arg` points to. */
  reads: z.array(z.strictObject({ arg: index, bytes: amount })).optional(),
  /** Memory that it writes. `string`: a terminated string is left there, of this length (without the zero), or of any that fits. */
  writes: z
    .array(
      z.strictObject({
        arg: index,
        /** Absent: fewer bytes than the object has, or unknown. */
        bytes: amount.optional(),
        content: z
          .union([
            z.literal("unknown"),
            z.literal("zero"),
            z.strictObject({ copyOf: index }),
            /** Text made from a printf-like format in this argument and the values behind it. */
            z.strictObject({ formatOf: index }),
          ])
          .optional(),
        string: z.union([amount, z.literal("unknown")]).optional(),
        /** Bytes are not written from the start but behind the string that is there (`strcat`). */
        append: z.boolean().optional(),
        /** The amount is the most that may be written (`recv`, `fgets`): an error only when it exceeds the object. */
        atMost: z.boolean().optional(),
      }),
    )
    .optional(),
  returns: z
    .strictObject({
      range: z.strictObject({ low: amount.optional(), high: amount.optional() }).optional(),
      value: amount.optional(),
      /** The result points to where this argument points (`strcpy`). */
      sameAs: index.optional(),
      /** The result points into the object this argument points to (`strchr`). */
      within: index.optional(),
      null: z.enum(["never", "maybe", "always"]).optional(),
      allocates: z.strictObject({ bytes: amount.optional(), zeroed: z.boolean().optional(), kind: z.string().optional() }).optional(),
      /** The argument without its sign (`abs`). */
      magnitudeOf: index.optional(),
      /** A number with a fraction, whatever the program declares. */
      floating: z.boolean().optional(),
      /** Square root of the argument. */
      rootOf: index.optional(),
      /** Result carries the taint of these arguments. */
      taintFrom: z.array(index).optional(),
    })
    .optional(),
  /** Arguments whose object's life ends here. */
  frees: z.array(index).optional(),
  /** The argument's object is released too, unless the call fails (`realloc`). */
  mayFree: index.optional(),
  /** The `kind` of allocation that it releases: others are not its own. */
  family: z.string().optional(),
  /** From this argument on, pointers to characters are texts that it reads (`printf`). */
  variadicText: index.optional(),
  /** It does not keep the pointers that it is given beyond the call. */
  keepsNothing: z.boolean().optional(),
  /** Arguments that must not be null. */
  nonNull: z.array(index).optional(),
  /** Control does not come back. */
  noReturn: z.boolean().optional(),
  /** The program goes on only if this argument is true (`assert`). */
  assumes: index.optional(),
  /** Arguments that are a format string, a command, a path …: what reaches them matters to rules. */
  sinks: z
    .array(
      z.strictObject({
        arg: index,
        kind: z.string(),
        /** All arguments from this one on. */
        rest: z.boolean().optional(),
      }),
    )
    .optional(),
  /** Its result says whether it worked and must be looked at. */
  mustCheck: z.boolean().optional(),
  /** It has no effect that the analysis needs to know beyond what stands here. Without it, memory behind pointer arguments becomes unknown. */
  pure: z.boolean().optional(),
  /** The name belongs to the language's own library: a definition of it in the project means the same. */
  reserved: z.boolean().optional(),
});
export type FunctionModel = z.infer<typeof functionModel>;

const entryModel = z.strictObject({
  /** Function names; `*` stands for any characters. */
  name: z.string(),
  kind: z.string(),
  /** Parameters whose value comes from outside. */
  values: z.array(index).optional(),
  /** Parameters whose pointee comes from outside. */
  pointees: z.array(index).optional(),
  /** Size of what a parameter points to is another parameter (data, length). */
  sizes: z.array(z.strictObject({ pointer: index, bytes: amount })).optional(),
});
export type EntryModel = z.infer<typeof entryModel>;

/** A file of library models: the same schema for those that come with the product and those of a project. */
export const modelFileSchema = z.strictObject({
  $schema: z.string().optional(),
  library: z.string(),
  /** Names that mean the same function. */
  aliases: z.record(z.string(), z.string()).optional(),
  functions: z.record(z.string(), functionModel).optional(),
  /** Callbacks that the outside world calls. */
  entries: z.array(entryModel).optional(),
});
export type ModelFile = z.infer<typeof modelFileSchema>;

/** All library knowledge that an analysis uses. */
export interface ModelSet {
  functionModel(name: string): FunctionModel | undefined;
  entryModel(name: string): EntryModel | undefined;
  /** Names the set's content; part of every cache key. */
  readonly digest: string;
}

/** Joins model files; a later file overrides an earlier one by name. */
export function joinModels(files: readonly ModelFile[], digest: string): ModelSet {
  const functions = new Map<string, FunctionModel>();
  const aliases = new Map<string, string>();
  const exact = new Map<string, EntryModel>();
  const patterns: { readonly prefix: string; readonly suffix: string; readonly entry: EntryModel }[] = [];
  for (const file of files) {
    for (const [name, model] of Object.entries(file.functions ?? {})) functions.set(name, model);
    for (const [name, target] of Object.entries(file.aliases ?? {})) aliases.set(name, target);
    for (const entry of file.entries ?? []) {
      const star = entry.name.indexOf("*");
      if (star < 0) exact.set(entry.name, entry);
      else patterns.unshift({ prefix: entry.name.slice(0, star), suffix: entry.name.slice(star + 1), entry });
    }
  }
  return {
    digest,
    functionModel: (name) => functions.get(name) ?? functions.get(aliases.get(name) ?? ""),
    entryModel: (name) =>
      exact.get(name) ??
      patterns.find((p) => name.length >= p.prefix.length + p.suffix.length && name.startsWith(p.prefix) && name.endsWith(p.suffix))?.entry,
  };
}
