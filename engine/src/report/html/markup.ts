import type { TestState } from "../../trace/graph.js";
import { partWords, stateWords } from "../standing-words.js";
import type { ClassOrNone, ItemRef, RowState, VerificationRef } from "../model.js";
import { printable } from "../plain.js";
import type { TextPlace } from "../reported.js";
import type { FilePath } from "../../text/span.js";

/** A piece of HTML whose every value is escaped. Only {@link markup} and {@link raw} make one. */
export interface Html {
  readonly html: string;
}

export type HtmlValue = string | number | Html | readonly HtmlValue[] | undefined;

/** How rows say where they lead. */
export interface Links {
  /** URI of a project's file, for a panel that opens code; absent in a document for people elsewhere. */
  readonly uriOf?: (file: FilePath) => string;
}

/** Tagged template: literal parts are markup, values are escaped unless they are {@link Html} themselves; lists are joined. */
export function markup(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return raw(parts.map((part, i) => part + (i < values.length ? render(values[i]) : "")).join(""));
}

export function raw(markup: string): Html {
  return { html: markup };
}

export function render(value: HtmlValue): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escape(value);
  if (isList(value)) return value.map(render).join("");
  return value.html;
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}

function escape(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

export interface Column {
  readonly title: string;
  /** `number` columns are right-aligned; the `key` column names the row. */
  readonly kind?: "key" | "number" | "path";
}

export interface Row {
  readonly cells: readonly HtmlValue[];
  /** Where a click on the row leads. */
  readonly place?: TextPlace | undefined;
}

/** An accessible table: a caption, column headers with scope, the first `key` cell of a row as its header. */
export function table(caption: string, columns: readonly Column[], rows: readonly Row[], links: Links): Html {
  const head = columns.map((c) => markup`<th scope="col"${cellClass(c)}>${c.title}</th>`);
  const body = rows.map((row) => markup`<tr${at(row.place, links)}>${row.cells.map((value, i) => tableCell(value, columns[i]))}</tr>\n`);
  return markup`<div class="vl-scroll"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
`;
}

function tableCell(value: HtmlValue, column: Column | undefined): Html {
  if (column?.kind === "key") return markup`<th scope="row">${value}</th>`;
  return markup`<td${column ? cellClass(column) : undefined}>${value}</td>`;
}

function cellClass(column: Column): Html | undefined {
  return column.kind === "number" ? raw(' class="vl-number"') : column.kind === "path" ? raw(' class="vl-path"') : undefined;
}

/** Attributes that make a row lead to its code: project-relative file and zero-based line, and the URI where a panel asked for it. */
function at(place: TextPlace | undefined, links: Links): Html | undefined {
  if (!place) return undefined;
  const uri = links.uriOf === undefined ? undefined : markup` data-uri="${links.uriOf(place.file)}"`;
  return markup`${uri} data-file="${place.file}" data-line="${place.line - 1}" data-character="${place.column - 1}"`;
}

/** A test's name may break behind its underscores. */
function breakableName(name: string): HtmlValue {
  return name.split("_").map((word, i) => (i === 0 ? word : markup`_<wbr>${word}`));
}

/** A path may break behind its slashes rather than in a name. */
function breakable(path: FilePath): HtmlValue {
  return path.split("/").map((segment, i) => (i === 0 ? segment : markup`/<wbr>${segment}`));
}

export function where(place: TextPlace | undefined): HtmlValue {
  return place === undefined ? "" : markup`<code>${breakable(place.file)}:${place.line}</code>`;
}

/** A coverage figure with its bar. */
export function meter(label: string, value: number, total: number): Html {
  if (total === 0) return markup`<span class="vl-figure">none</span>`;
  const percent = Math.floor((100 * value) / total);
  return markup`<span class="vl-figure"><b>${percent} %</b> <span class="vl-of">${value} of ${total}</span></span><meter min="0" max="${total}" value="${value}" aria-label="${label}">${percent} %</meter>`;
}

const STATE_WORDS: Readonly<Record<RowState, string>> = {
  failing: "failing",
  uncovered: "not implemented",
  stale: "stale",
  unverified: "not verified",
  passed: "verified",
  none: "not asked",
};

export function stateBadge(state: RowState): Html {
  return markup`<span class="state state-${state}">${STATE_WORDS[state]}</span>`;
}

export function classBadge(value: ClassOrNone): Html {
  return value === "unassigned"
    ? markup`<span class="vl-class vl-class-none">none</span>`
    : markup`<span class="vl-class vl-class-${value.toLowerCase()}">${value}</span>`;
}

/** Ids with their titles, one a line. */
export function itemList(refs: readonly ItemRef[]): HtmlValue {
  if (refs.length === 0) return markup`<span class="vl-none">none</span>`;
  return markup`<ul class="vl-refs">${refs.map((ref) => markup`<li>${itemWords(ref)}</li>`)}</ul>`;
}

/** A unit is a path, with the functions that carry the link; anything else an id with its title. */
function itemWords(ref: ItemRef): Html {
  const symbols = ref.symbols ? markup` <code class="vl-of">${ref.symbols.join(", ")}</code>` : "";
  if (ref.kind === "unit") return markup`<code>${breakable(ref.id)}</code>${symbols}`;
  return markup`<b>${ref.id}</b>${ref.title === "" || ref.title === ref.id ? "" : ` ${ref.title}`}${symbols}`;
}

/** Ids that never break at their hyphens. */
export function idWords(ids: readonly string[]): HtmlValue {
  return ids.map((id, i) => markup`${i === 0 ? "" : ", "}<span class="vl-id">${id}</span>`);
}

export function idList(ids: readonly string[]): HtmlValue {
  return ids.length === 0 ? markup`<span class="vl-none">none</span>` : idWords(ids);
}

const TEST_STATE: Readonly<Record<TestState, RowState>> = {
  passed: "passed",
  failed: "failing",
  skipped: "unverified",
  "not-run": "unverified",
  stale: "stale",
  unstamped: "unverified",
};

/** Level, place and what changed since the stamp. */
function verificationFacts({ level, environment, commit, changed }: VerificationRef): HtmlValue {
  const facts = [
    level === undefined ? "" : `${level} test`,
    environment ?? "",
    commit === undefined ? "" : `at ${commit.slice(0, 12)}`,
    changed === undefined ? "" : `changed since: ${partWords(changed)}`,
  ].filter((fact) => fact !== "");
  return facts.length === 0 ? "" : markup` <span class="vl-of">${facts.join(", ")}</span>`;
}

export function verificationList(refs: readonly VerificationRef[]): HtmlValue {
  if (refs.length === 0) return markup`<span class="vl-none">none</span>`;
  return markup`<ul class="vl-refs">${refs.map(
    (ref) =>
      markup`<li><span class="state state-${TEST_STATE[ref.state]}">${stateWords(ref.state)}</span> ${breakableName(ref.title === "" ? ref.id : ref.title)}${ref.timestamp === undefined ? "" : markup` <span class="vl-of vl-id">${ref.timestamp.slice(0, 10)}</span>`}${verificationFacts(ref)}</li>`,
  )}</ul>`;
}
