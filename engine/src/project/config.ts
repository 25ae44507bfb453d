import type { SafetyClass, Severity } from "../rule/finding.js";
import type { EdgeRole, ItemKind } from "../trace/graph.js";

/** Edition of IEC 62304 whose obligations apply. `ed2-draft` never stands in a release report. */
export type Edition = "2006+A1" | "ed2-draft";

export interface ProgramConfig {
  readonly name: string;
  readonly files: readonly string[];
}

export interface SoftwareItem {
  readonly name: string;
  readonly class: SafetyClass;
  readonly files: readonly string[];
  readonly rationale?: string;
  readonly parent?: string;
  readonly segregation?: string | null;
}

/** Documents with a reader, and what their own words mean. */
export interface MappedSource {
  /** Name of the reader; empty: by the file's name. */
  readonly reader: string;
  readonly files: readonly string[];
  /** Pattern of ids; runs on a linear-time engine. */
  readonly id?: string;
  readonly types: Readonly<Record<string, ItemKind>>;
  readonly relations: Readonly<Record<string, EdgeRole>>;
  readonly columns: Readonly<Record<string, string>>;
}

export interface RequirementSource extends MappedSource {
  readonly kind: "system-requirement" | "software-requirement";
}

/** `vitalint.json`, read and completed with defaults. Whatever changes findings stands here. */
export interface ProjectConfig {
  readonly device?: string;
  readonly version?: string;
  readonly edition: Edition;
  readonly programs: readonly ProgramConfig[];
  /** Name of the target profile; empty: none is named. */
  readonly target: string;
  readonly defines: Readonly<Record<string, string>>;
  readonly includePaths: readonly string[];
  readonly softwareItems: readonly SoftwareItem[];
  readonly units: "file" | "function";
  readonly requirements: readonly RequirementSource[];
  readonly risks: readonly MappedSource[];
  readonly designs: readonly MappedSource[];
  /** Records of reviews, analyses and inspections. */
  readonly verification: readonly MappedSource[];
  readonly tests: {
    readonly results: readonly string[];
    readonly levels: Readonly<Partial<Record<"unit" | "integration" | "system", readonly string[]>>>;
  };
  /** Files of any kind that may hold tags, beside the sources and scripts that are known by their names. */
  readonly tagFiles: readonly string[];
  readonly tags: { readonly plainIds: boolean; readonly codelinks: string };
  readonly soup: { readonly list: readonly string[]; readonly files: readonly string[] };
  readonly severityToClass: Readonly<Record<string, SafetyClass>>;
  readonly presets: readonly ("recommended" | "strict")[];
  readonly ruleSeverities: Readonly<Record<string, Severity | "off">>;
  readonly models: readonly string[];
  readonly exclude: readonly string[];
  readonly encoding: string;
  /** Largest file that is analysed, in bytes. */
  readonly maxFileSize: number;
  /** SHA-256 of the configuration's canonical form, hexadecimal: names the configuration in evidence (5.1.10). */
  readonly digest: string;
}
