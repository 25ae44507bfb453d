import type { FilePath } from "../../text/span.js";
import { foldersAbove, parseToml, recordIn } from "../readers/needs/settings.js";
import type { ScanContext } from "../scanner.js";

/** How a project writes needs in one line of a comment. */
export interface OneLineStyle {
  readonly start: string;
  readonly end: string;
  readonly separator: string;
  readonly fields: readonly { readonly name: string; readonly isList: boolean; readonly defaultText?: string }[];
}

export interface CodelinksSettings {
  /** True where the project has settings: without any, only what can't be anything else is a need. */
  readonly isConfigured: boolean;
  readonly styles: readonly OneLineStyle[];
  readonly idMarkers: readonly string[];
}

const DEFAULT_STYLE: OneLineStyle = {
  start: "@",
  end: "\n",
  separator: ",",
  fields: [
    { name: "title", isList: false },
    { name: "id", isList: false },
    { name: "type", isList: false, defaultText: "impl" },
    { name: "links", isList: true, defaultText: "" },
  ],
};
const DEFAULTS: CodelinksSettings = { isConfigured: false, styles: [DEFAULT_STYLE], idMarkers: ["@need-ids:"] };

/** The settings that hold for a file: of the `ubproject.toml` that is named, or of the first above the file or in `docs`. */
export function codelinksSettings(path: FilePath, { textOf, codelinks }: ScanContext): CodelinksSettings {
  const places = codelinks !== "" ? [codelinks] : [...foldersAbove(path).map((folder) => `${folder}ubproject.toml`), "docs/ubproject.toml"];
  for (const place of places) {
    const text = textOf(place);
    if (text !== undefined) return settingsOf(text);
  }
  return DEFAULTS;
}

// One text of settings serves all sources of a project.
let last: { readonly text: string; readonly settings: CodelinksSettings } | undefined;

function settingsOf(text: string): CodelinksSettings {
  if (last?.text === text) return last.settings;
  const projects = Object.values(recordIn(recordIn(parseToml(text), "codelinks"), "projects"));
  const styles: OneLineStyle[] = [];
  const markers = new Set<string>();
  for (const project of projects) {
    const analyse = recordIn(project, "analyse");
    if (analyse["get_oneline_needs"] !== false) styles.push(styleOf(recordIn(analyse, "oneline_comment_style")));
    const found = recordIn(analyse, "need_id_refs")["markers"];
    for (const marker of Array.isArray(found) ? found : []) if (typeof marker === "string" && marker !== "") markers.add(marker);
  }
  const unique = [...new Map(styles.map((style) => [JSON.stringify(style), style])).values()];
  const settings: CodelinksSettings =
    projects.length === 0
      ? DEFAULTS
      : { isConfigured: true, styles: unique, idMarkers: markers.size > 0 ? [...markers] : DEFAULTS.idMarkers };
  last = { text, settings };
  return settings;
}

function styleOf(raw: Readonly<Record<string, unknown>>): OneLineStyle {
  const text = (key: string, fallback: string): string => {
    const value = raw[key];
    return typeof value === "string" && value !== "" ? value : fallback;
  };
  const stated = raw["needs_fields"];
  const fields = (Array.isArray(stated) ? stated : []).flatMap((field: unknown) => {
    const record = typeof field === "object" && field !== null ? (field as Readonly<Record<string, unknown>>) : {};
    const name = record["name"];
    if (typeof name !== "string") return [];
    const isList = record["type"] === "list[str]";
    const fallback = record["default"];
    const defaultText = Array.isArray(fallback) ? fallback.map(String).join(", ") : typeof fallback === "string" ? fallback : undefined;
    return [{ name, isList, ...(defaultText === undefined ? {} : { defaultText }) }];
  });
  return {
    start: text("start_sequence", DEFAULT_STYLE.start),
    end: text("end_sequence", DEFAULT_STYLE.end),
    separator: text("field_split_char", DEFAULT_STYLE.separator),
    fields: fields.length > 0 ? fields : DEFAULT_STYLE.fields,
  };
}
