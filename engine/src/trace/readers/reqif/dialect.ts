// How the tools that write ReqIF name their attributes: data. Names are compared in lower case; earlier ones win.

/** Id: ReqIF's own recommendation, then DOORS, Polarion, StrictDoc, Jama and plain words. */
export const ID_NAMES: readonly string[] = [
  "object identifier",
  "reqif.foreignid",
  "polarion id",
  "work item id",
  "requirement id",
  "req id",
  "reqid",
  "uid",
  "id",
  "identifier",
  "absolute number",
];

/** Chapter headings: an object with one and no other text is no requirement. */
export const HEADING_NAMES: readonly string[] = ["reqif.chaptername", "object heading", "heading"];

export const TITLE_NAMES: readonly string[] = ["reqif.name", "object short text", "title", "name", "summary", "short description"];

export const TEXT_NAMES: readonly string[] = [
  "reqif.text",
  "object text",
  "primary text",
  "statement",
  "description",
  "reqif.description",
  "requirement text",
  "notes",
  "text",
];

/** What tools keep for themselves: not what a requirement says. */
const HOUSEKEEPING =
  /^(?:reqif\.(?:foreign(?:created|modified|revision).*|prefix|chapternumber|associatedfiles)|(?:created|last modified|modified) (?:by|on|thru)|object (?:level|number)|absolute number|table(?:type|toplevel|cell.*|bordering|.*border)|ole(?:icon)?|picture(?:name|num)?)$/;

export function isHousekeeping(name: string): boolean {
  return HOUSEKEEPING.test(name);
}
