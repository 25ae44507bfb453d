import * as z from "zod";
import { EDGE_ROLES, ITEM_KINDS } from "../trace/graph.js";

// One schema says what `vitalint.json` may hold: it validates, gives the defaults, and schemas/vitalint.schema.json is generated from it.

const globs = z.array(z.string().min(1)).describe("Globs, relative to the folder of vitalint.json.");
const severity = z.enum(["error", "warning", "information", "hint", "off"]);
const safetyClass = z.enum(["A", "B", "C"]).describe("Software safety class (IEC 62304 4.3).");

const program = z
  .strictObject({ name: z.string().min(1), files: globs })
  .describe("A program that is linked from its files: functions of different programs are different functions.");

const softwareItem = z
  .strictObject({
    name: z.string().min(1),
    class: safetyClass,
    files: globs,
    rationale: z.string().optional().describe("Why the item has this class (IEC 62304 4.3)."),
    parent: z.string().optional().describe("Name of the software item or system that this item is part of."),
    segregation: z.string().nullable().optional().describe("How the item is kept apart from items of a higher class (IEC 62304 5.3.5)."),
  })
  .describe("A software item with its safety class; each file belongs to at most one.");

const mappedSource = z.strictObject({
  reader: z.string().default("").describe("Format of the documents; without it, the file's name decides."),
  files: globs,
  id: z.string().optional().describe("Pattern of the ids; runs on a linear-time engine (RE2 syntax)."),
  types: z.record(z.string(), z.enum(ITEM_KINDS)).default({}).describe("Kinds of the documents' own types of items."),
  relations: z.record(z.string(), z.enum(EDGE_ROLES)).default({}).describe("Roles of the documents' own relations."),
  columns: z.record(z.string(), z.string()).default({}).describe("Columns or fields by what they mean: id, title, text, parent …"),
});

const requirementSource = mappedSource.extend({ kind: z.enum(["system-requirement", "software-requirement"]) });

export const CONFIG_SCHEMA = z
  .strictObject({
    $schema: z.string().optional(),
    device: z.string().optional().describe("Name of the medical device, for the report."),
    version: z.string().optional().describe("Version of the software, for the report."),
    edition: z.enum(["2006+A1", "ed2-draft"]).default("2006+A1").describe("Edition of IEC 62304 whose obligations apply."),
    programs: z.array(program).default([]),
    target: z
      .enum(["host", "gcc-arm", "iar", "keil"])
      .optional()
      .describe("Compiler and sizes of types: firmware has 32 bits, a host 64. Without it: any compiler, 32 bits."),
    defines: z.record(z.string(), z.string()).default({}).describe("Macros that the build defines."),
    includePaths: z.array(z.string()).default([]).describe("Folders for #include, relative to the folder of vitalint.json."),
    softwareItems: z.array(softwareItem).default([]),
    units: z.enum(["file", "function"]).default("file").describe("What a software unit is (IEC 62304 5.4.1)."),
    requirements: z.array(requirementSource).default([]),
    risks: z.array(mappedSource).default([]),
    designs: z.array(mappedSource).default([]),
    verification: z
      .array(mappedSource)
      .default([])
      .describe("Records of reviews, analyses and inspections: what was verified, result, date."),
    tests: z
      .strictObject({
        results: globs.default([]),
        levels: z.strictObject({ unit: globs.optional(), integration: globs.optional(), system: globs.optional() }).default({}),
      })
      .default({ results: [], levels: {} }),
    tagFiles: globs.default([]).describe("Further files whose text may hold tags, or that requirements name as code: scripts, test data."),
    tags: z
      .strictObject({
        plainIds: z.boolean().default(false).describe("Ids in any comment are tags of the code that the comment belongs to."),
        codelinks: z.string().default("").describe("The ubproject.toml whose codelinks settings apply; without it: the usual places."),
      })
      .default({ plainIds: false, codelinks: "" })
      .describe("How comments name what their code is for."),
    soup: z.strictObject({ list: globs.default([]), files: globs.default([]) }).default({ list: [], files: [] }),
    severityToClass: z.record(z.string(), safetyClass).default({}).describe("Severity of harm to the class that its risk controls need."),
    rules: z
      .object({ presets: z.array(z.enum(["recommended", "strict"])).default(["recommended"]) })
      .catchall(severity)
      .prefault({})
      .describe("Presets, and severities by rule id."),
    models: z.array(z.string()).default([]).describe("Files with models of libraries."),
    exclude: globs.default([]),
    encoding: z.string().default("utf-8").describe("Encoding of sources that are neither UTF-8 nor have a byte order mark."),
    maxFileSize: z.int().positive().default(2_000_000).describe("Largest file that is analysed, in bytes."),
  })
  .describe("Configuration of Vitalint. Whatever changes findings stands here; editor settings change presentation only.");

export type RawConfig = z.output<typeof CONFIG_SCHEMA>;
