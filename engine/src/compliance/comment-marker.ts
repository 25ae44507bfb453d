import type { Span } from "../text/span.js";
import type { DispositionKind } from "./disposition.js";

/** A decision as a comment states it: `vitalint-deviation(rule-id, author=…, expires=…): reason`. */
export interface CommentMarker {
  readonly kind: DispositionKind;
  /** One decision may be about several rules. */
  readonly rules: readonly string[];
  readonly wholeFile: boolean;
  readonly reason: string;
  /** `author`, `approver`, `date`, `expires`, `safety`, `security`, `digest`; other names are kept and mean nothing. */
  readonly fields: Readonly<Record<string, string>>;
  /** From `vitalint-` to the closing bracket. */
  readonly span: Span;
  /** Behind the last character of the reason (or of the marker, when it gives none). */
  readonly end: number;
}

const MARKER = /vitalint-(deviation|false-positive|residual-anomaly)(-file)?\s*\(([^()\n]*)\)[ \t]*:?/g;

/** What a line inside a comment begins and a comment ends with: no part of a reason. */
const DECORATION = /^[ \t]*(?:\/\*+!?|\*+(?!\/)|\/\/+[/!]?<?|#|<!--)?[ \t]?/;

/** Markers in a comment that begins at `start` in its file, in order. A reason goes on until an empty line, the next marker, or a documentation command. */
export function markersIn(comment: string, start: number): CommentMarker[] {
  const matches = [...comment.matchAll(MARKER)];
  return matches.map((match, index) => {
    const from = match.index + match[0].length;
    const next = matches[index + 1]?.index ?? comment.length;
    const { reason, end } = reasonOf(comment.slice(from, next));
    const { rules, fields } = argumentsOf(match[3] ?? "");
    return {
      kind: match[1] as DispositionKind,
      rules,
      wholeFile: match[2] !== undefined,
      reason,
      fields,
      span: { start: start + match.index, end: start + match.index + match[0].lastIndexOf(")") + 1 },
      end: start + from + end,
    };
  });
}

function reasonOf(text: string): { readonly reason: string; readonly end: number } {
  const parts: string[] = [];
  let end = 0;
  let at = 0;
  for (const [index, raw] of text.split("\n").entries()) {
    const begin = index === 0 ? 0 : (DECORATION.exec(raw)?.[0].length ?? 0);
    const line = withoutEnd(raw.slice(begin));
    const content = line.trim();
    const isOver = index > 0 && (content === "" || /^[@\\][a-z]/i.test(content));
    if (isOver) break;
    if (content !== "") {
      parts.push(content);
      end = at + begin + line.trimEnd().length;
    }
    at += raw.length + 1;
  }
  return { reason: parts.join(" "), end };
}

/** A line without the end of its comment. By hand: a pattern would try each blank of a long run anew. */
function withoutEnd(line: string): string {
  let end = line.trimEnd().length;
  if (line.startsWith("-->", end - 3)) end -= 3;
  else if (line.startsWith("*/", end - 2)) for (end -= 2; line[end - 1] === "*";) end--;
  return line.slice(0, end);
}

function argumentsOf(text: string): { readonly rules: readonly string[]; readonly fields: Readonly<Record<string, string>> } {
  const rules: string[] = [];
  const fields: Record<string, string> = {};
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    if (equals > 0) fields[part.slice(0, equals).trim().toLowerCase()] = part.slice(equals + 1).trim();
    else if (part.trim() !== "") rules.push(part.trim());
  }
  return { rules, fields };
}
