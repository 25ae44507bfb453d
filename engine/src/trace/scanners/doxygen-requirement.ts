import type { FilePath, Span } from "../../text/span.js";
import type { ItemKind, TraceItem } from "../graph.js";
import { isSystemRequirementId } from "../item-kinds.js";
import type { ReadProblem, StatedLink } from "../reader.js";
import type { CommentItems, TagScanner } from "../scanner.js";

/** Doxygen's `\requirement ID Title` in the comments of sources: the text that follows is the requirement's. */
export const doxygenRequirementScanner: TagScanner = {
  name: "doxygen-requirement",
  scan: () => [],
  items(file) {
    const { path, text } = file.document;
    if (!COMMAND_SIGN.test(text)) return NOTHING;
    const found = file.facts.comments
      .filter((comment) => COMMAND_SIGN.test(comment.text))
      .map(({ span }) => requirementCommands(path, text, span, "software-requirement"));
    return {
      items: found.flatMap(({ items }) => items),
      links: found.flatMap(({ links }) => links),
      problems: found.flatMap(({ problems }) => problems),
    };
  },
};

const NOTHING: CommentItems = { items: [], links: [], problems: [] };
const COMMAND_SIGN = /[@\\]requirement\b/;
const COMMAND = /(^|[\n\r*!/][ \t]{0,40})[@\\]requirement\b[ \t]*([^\s*][^\s]*)?[ \t]*([^\n\r]*)/g;
/** Commands that end a requirement's text. */
const ENDS = /(?:^|\n)[^\n@\\]{0,60}[@\\](?:requirement|page|section|defgroup|addtogroup|file|mainpage|endverbatim|subpage)\b|\*\//;
const LINKS = /[@\\](satisfies|verifies|refines|mitigates|derives)\b[ \t:]+([^\s*,;]+(?:[ \t]*,[ \t]*[^\s*,;]+)*)/g;
const ROLES = { satisfies: "derives", refines: "refines", derives: "derives", mitigates: "mitigates", verifies: "verifies" } as const;

/** Requirements between two offsets: in a comment, or in a page of text. */
export function requirementCommands(file: FilePath, text: string, span: Span, kind: ItemKind): CommentItems {
  const raw = text.slice(span.start, span.end);
  const items: TraceItem[] = [];
  const links: StatedLink[] = [];
  const problems: ReadProblem[] = [];
  for (const match of raw.matchAll(COMMAND)) {
    const [whole, before = "", written = "", title = ""] = match;
    const start = span.start + match.index + before.length;
    const id = written.replace(/[.,:;]+$/, "");
    if (!/[A-Za-z0-9]/.test(id)) {
      problems.push({ message: "This requirement has no id: write '\\requirement ID Title'.", file, span: { start, end: start + 12 } });
      continue;
    }
    const bodyStart = match.index + whole.length;
    const rest = raw.slice(bodyStart, bodyStart + MAX_BODY);
    const end = ENDS.exec(rest)?.index ?? rest.length;
    const idStart = text.indexOf(written, start + "@requirement".length);
    const idSpan = { start: idStart, end: idStart + id.length };
    const isSystem = kind === "software-requirement" && isSystemRequirementId(id);
    items.push({
      id,
      kind: isSystem ? "system-requirement" : kind,
      title: title.replace(/\*\/\s*$/, "").trim(),
      text: title.includes("*/") ? "" : plainText(rest.slice(0, end)),
      attributes: {},
      type: "requirement",
      location: { kind: "span", file, span: { start, end: span.start + bodyStart + end }, idSpan },
    });
    for (const link of rest.slice(0, end).matchAll(LINKS)) {
      const role = ROLES[link[1] as keyof typeof ROLES];
      const first = span.start + bodyStart + link.index + link[0].length - (link[2] ?? "").length;
      for (const each of (link[2] ?? "").matchAll(/[^\s,]+/g)) {
        const to = each[0].replace(/[.:]+$/, "");
        const place = { start: first + each.index, end: first + each.index + to.length };
        links.push({ role, loose: true, from: id, to, location: { file, span: place }, idSpan: place, via: `\\${link[1] ?? ""}` });
      }
    }
  }
  return { items, links, problems };
}

/** Longer texts are cut. In characters. */
const MAX_BODY = 100_000;

/** Text of a comment without what begins its lines, and without commands that state links. */
function plainText(raw: string): string {
  return raw
    .split("\n")
    .map((line) => line.replace(/^[ \t]*(?:\*(?!\/)|\/\/[/!]?)?[ \t]?/, "").trimEnd())
    .filter((line) => !/^[@\\](?:satisfies|verifies|refines|mitigates|derives)\b/.test(line))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
