import type { MappedSource, ProjectConfig } from "../project/config.js";
import { GlobSet } from "../project/file-sets.js";
import { languageOfPath } from "../text/document.js";
import type { FilePath } from "../text/span.js";
import { TEST_LEVELS, type EdgeRole, type ItemKind, type TestLevel } from "./graph.js";
import { anyOf, compileIdPattern, DEFAULT_IDS, type IdMatcher } from "./ids.js";
import { readerOfPath } from "./readers/registry.js";
import { EXPORT_EXTENSION } from "./readers/vitalint-trace.js";
import { manifestOf } from "./soup/registry.js";

/** Globs by which requirement and risk documents and test results are found where `vitalint.json` names none. */
export interface DefaultSources {
  readonly requirements: readonly string[];
  readonly risks: readonly string[];
  readonly verification: readonly string[];
  readonly soup: readonly string[];
  readonly results: readonly string[];
}

/** Usual names of requirement and risk documents. Found ones count only when they hold an item. */
export function defaultRequirementSources(): DefaultSources {
  return {
    requirements: [
      "**/*requirements*.md",
      "**/srs*.md",
      "**/srs/**/*.md",
      "**/*[-_]srs.md",
      "**/sysrs*.md",
      "docs/**/requirements/**/*.md",
      "**/*requirements*.{csv,tsv,xlsx}",
      "**/*.{reqif,reqifz,lobster,sdoc}",
      "**/{*requirements*,srs*,sysrs*}.{rst,dox}",
      "docs/**/*.rst",
    ],
    risks: [
      "**/{hazards,hazard?analysis,risks,risk?analysis,risk?controls,risk?management}*.{md,csv,tsv,xlsx}",
      "docs/**/risk/*.{md,csv,xlsx}",
      "docs/**/risks/*.{md,csv,xlsx}",
    ],
    verification: ["**/{verification,review,inspection}?records*.{md,csv,tsv,xlsx}"],
    soup: ["**/soup{,[-_]list,[-_]register,[-_]inventory}.{md,csv,tsv,xlsx}"],
    results: ["**/junit*.xml", "**/TEST-*.xml", "**/test-results/**/*.xml", "**/test?results*.xml", "build/results/*.xml"],
  };
}

/** In place of a reader's name: the one that recognises the text reads it, if any. */
export const RECOGNISED = "?";

/** Texts whose content tells whether they are requirements: items of Doorstop, OpenFastTrace and StrictDoc have no names of their own. */
const RECOGNISABLE = ["**/*.{md,markdown,rst,yml,yaml}"];

/** What a file is to the trace. */
export type DocumentRole =
  | {
      readonly role: "items";
      readonly reader: string;
      readonly kind: ItemKind;
      readonly ids: IdMatcher;
      readonly configured: boolean;
      readonly mapping: SourceMapping;
    }
  | { readonly role: "results" };

/** What a document's own words mean, as `vitalint.json` says it. Keys are in lower case, except of `columns`. */
export interface SourceMapping {
  readonly types: Readonly<Record<string, ItemKind>>;
  readonly relations: Readonly<Record<string, EdgeRole>>;
  readonly columns: Readonly<Record<string, string>>;
}

export interface SourceProblem {
  readonly message: string;
  /** The pattern as `vitalint.json` gives it. */
  readonly pattern: string;
}

interface SourceEntry {
  readonly files: GlobSet;
  readonly role: DocumentRole;
}

/** A configuration's sources, compiled once. */
export class TraceSources {
  readonly problems: readonly SourceProblem[];
  /** Accepts an id of any of the project's documents. */
  readonly linkIds: IdMatcher;
  private readonly entries: readonly SourceEntry[];
  private readonly tests: GlobSet;
  private readonly excluded: GlobSet;
  private readonly levels: readonly { readonly level: TestLevel; readonly files: GlobSet }[];
  private readonly tagFiles: GlobSet;
  private readonly soup: GlobSet;
  private readonly resultsConfigured: boolean;

  constructor(config: ProjectConfig) {
    const problems: SourceProblem[] = [];
    const matchers: IdMatcher[] = [];
    const ids = (pattern: string | undefined): IdMatcher => {
      if (pattern === undefined) return DEFAULT_IDS;
      const compiled = compileIdPattern(pattern);
      if ("error" in compiled) {
        problems.push({
          pattern,
          message: `The id pattern '${pattern}' can't be used: ${compiled.error}. Ids of the usual form are read instead.`,
        });
        return DEFAULT_IDS;
      }
      matchers.push(compiled);
      return compiled;
    };
    const defaults = defaultRequirementSources();
    const entries = [
      // The traces of other repositories are read wherever they lie, whatever else is configured.
      entry([`**/*${EXPORT_EXTENSION}`], items("vitalint", "software-requirement", { matches: () => true }, true)),
      ...config.requirements.map((source) =>
        entry(source.files, items(source.reader, source.kind, ids(source.id), true, mappingOf(source))),
      ),
      ...config.risks.map((source) => entry(source.files, items(source.reader, "hazard", ids(source.id), true, mappingOf(source)))),
      ...config.designs.map((source) => entry(source.files, items(source.reader, "design", ids(source.id), true, mappingOf(source)))),
      ...config.verification.map((source) =>
        entry(source.files, items(source.reader, "verification-record", ids(source.id), true, mappingOf(source))),
      ),
      ...(config.soup.list.length > 0 ? [entry(config.soup.list, items("", "soup", DEFAULT_IDS, true))] : []),
      ...(config.tests.results.length > 0 ? [entry(config.tests.results, { role: "results" })] : []),
    ];
    if (config.soup.list.length === 0) entries.push(entry(defaults.soup, items("", "soup", DEFAULT_IDS, false)));
    if (config.verification.length === 0) entries.push(entry(defaults.verification, items("", "verification-record", DEFAULT_IDS, false)));
    if (config.risks.length === 0) entries.push(entry(defaults.risks, items("", "hazard", DEFAULT_IDS, false)));
    if (config.requirements.length === 0) entries.push(entry(defaults.requirements, items("", "software-requirement", DEFAULT_IDS, false)));
    if (config.tests.results.length === 0) entries.push(entry(defaults.results, { role: "results" }));
    if (config.requirements.length === 0) entries.push(entry(RECOGNISABLE, items(RECOGNISED, "software-requirement", DEFAULT_IDS, false)));
    this.entries = entries;
    this.problems = problems;
    this.linkIds = anyOf([DEFAULT_IDS, ...matchers]);
    this.resultsConfigured = config.tests.results.length > 0;
    this.excluded = new GlobSet(config.exclude);
    this.tagFiles = new GlobSet(config.tagFiles);
    this.soup = new GlobSet(config.soup.files);
    this.levels = TEST_LEVELS.flatMap((level) => {
      const files = config.tests.levels[level];
      return files ? [{ level, files: new GlobSet(files) }] : [];
    });
    this.tests = new GlobSet([...Object.values(config.tests.levels).flat(), ...TEST_FILES]);
  }

  /** What a document is to the trace; `undefined` for one that it does not read. */
  roleOf(path: FilePath): DocumentRole | undefined {
    const found = this.entries.find(({ files }) => files.has(path));
    if (!found) return undefined;
    // An excluded folder (build, generated) may hold configured results, but is not searched for documents.
    if (!isConfigured(found.role, this.resultsConfigured) && this.excluded.has(path)) return undefined;
    // A document found by its usual name is read by its extension.
    if (found.role.role === "items" && found.role.reader === "") return { ...found.role, reader: readerOfPath(path)?.name ?? "markdown" };
    return found.role;
  }

  /** True for settings that documents name and that are read with them: grammars of StrictDoc. */
  isReadWithDocuments(path: FilePath): boolean {
    return path.endsWith(".sgra") && !this.excluded.has(path);
  }

  /** True for a text of no front end's language that may hold tags: scripts, build files, other languages. */
  mayHoldTags(path: FilePath): boolean {
    return !this.excluded.has(path) && (TAGGED_TEXTS.test(path) || this.tagFiles.has(path));
  }

  /** True for a file that nobody named and that only its extension makes worth a look. */
  isOnlySearchedForTags(path: FilePath): boolean {
    if (languageOfPath(path) !== undefined || this.tagFiles.has(path)) return false;
    const role = this.roleOf(path);
    return role === undefined ? TAGGED_TEXTS.test(path) : role.role === "items" && role.reader === RECOGNISED;
  }

  /** True for a manifest that names packages of the device: not one of tests, of SOUP itself, or of an excluded folder. */
  isManifest(path: FilePath): boolean {
    return manifestOf(path) !== undefined && !this.excluded.has(path) && !this.soup.has(path) && !this.tests.has(path);
  }

  /** True for software of unknown provenance, whose tags are not the project's. */
  isSoup(path: FilePath): boolean {
    return this.soup.has(path);
  }

  isExcluded(path: FilePath): boolean {
    return this.excluded.has(path);
  }

  /** Level of the tests in a file, as `tests.levels` says it. */
  levelOf(path: FilePath): TestLevel | undefined {
    return this.levels.find(({ files }) => files.has(path))?.level;
  }

  /** True for sources of tests: by the configured levels, or by the usual names. */
  isTest(path: FilePath): boolean {
    return this.tests.has(path);
  }
}

/** Texts that tools for tags look into, beside the sources that a front end reads. */
const TAGGED_TEXTS =
  /\.(?:ad[abs]|adb|asm|bash|bat|c#|cfg|clj|cmake|conf|cs|dts|ejs|f90|feature|fxml|go|groovy|html?|xhtml|inc|ini|java|jsonc?|kts?|ld|lua|mm?|php|pl[sm]?|pm|proto|ps1|puml?|plantuml|py|r|rb|robot|rs|scala|s|sh|sql|svh?|swift|tf|tfvars|toml|vhdl?|v|xml|ya?ml|zig|zsh)$|(?:^|\/)(?:CMakeLists\.txt|Makefile|Kconfig|Dockerfile|SConstruct|SConscript|BUILD|BUILD\.bazel)$/i;

/** Usual places and names of test code. */
const TEST_FILES = [
  "**/{test,tests,__tests__,unittest,unittests,unit_tests}/**",
  "**/{test_*,*_test,*_tests,*.test,*.spec,*Test,*Tests}.{c,cc,cpp,cxx,h,hpp,ts,tsx,mts,js,mjs,cjs,jsx,py,java,rs,go,kt,scala,cs,swift,sh,rb}",
];

const CACHE = new WeakMap<ProjectConfig, TraceSources>();

/** The compiled sources of a configuration; the same object for the same configuration. */
export function traceSourcesOf(config: ProjectConfig): TraceSources {
  let sources = CACHE.get(config);
  if (!sources) CACHE.set(config, (sources = new TraceSources(config)));
  return sources;
}

function isConfigured(role: DocumentRole, resultsConfigured: boolean): boolean {
  return role.role === "items" ? role.configured : resultsConfigured;
}

const NO_MAPPING: SourceMapping = { types: {}, relations: {}, columns: {} };

function mappingOf(source: MappedSource): SourceMapping {
  return { types: lowerKeys(source.types), relations: lowerKeys(source.relations), columns: source.columns };
}

function lowerKeys<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
}

function items(reader: string, kind: ItemKind, ids: IdMatcher, configured: boolean, mapping = NO_MAPPING): DocumentRole {
  return { role: "items", reader, kind, ids, configured, mapping };
}

function entry(files: readonly string[], role: DocumentRole): SourceEntry {
  return { files: new GlobSet(files), role };
}
