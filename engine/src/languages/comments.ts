import type { CommentAttachment, CommentFact, FunctionFact } from "../project/facts.js";
import type { SyntaxTree } from "../syntax/tree.js";
import type { Span } from "../text/span.js";

/** A text with its comments, in text order. */
export interface CommentedText {
  readonly text: string;
  readonly comments: readonly Span[];
}

/** A declaration that comments can belong to. */
export interface AttachmentTarget {
  readonly span: Span;
  readonly attachment: CommentAttachment;
}

const FILE: CommentAttachment = { to: "file" };

/** Where the body of a parsed function opens, for {@link attachComments}. */
export function bodyStarts(tree: SyntaxTree, functions: readonly FunctionFact[]): (index: number) => number | undefined {
  return (index) => {
    const body = functions[index]?.body;
    return body === undefined ? undefined : tree.start(body);
  };
}

/**
 * Joins adjacent `//` comments and says what each comment documents. In this order:
 * inside a function; behind what it documents (`///<`, or on its line); the file (`@file`, or the first comment, unless a
 * declaration follows directly); the declaration that follows (blank lines between only below a Doxygen block); the
 * declaration around it; else the file. `bodyOf` gives where the body of a function opens, by its index.
 */
export function attachComments(
  { text, comments }: CommentedText,
  targets: readonly AttachmentTarget[],
  bodyOf: (index: number) => number | undefined,
): readonly CommentFact[] {
  const sorted = [...targets].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const spans = joinLineComments(text, comments);
  return spans.map((span, index) => ({
    span,
    text: text.slice(span.start, span.end),
    attachment: new Attachment(text, sorted, bodyOf, spans, index).find(),
  }));
}

class Attachment {
  private readonly span: Span;
  private readonly comment: string;

  constructor(
    private readonly text: string,
    private readonly targets: readonly AttachmentTarget[],
    private readonly bodyOf: (index: number) => number | undefined,
    private readonly comments: readonly Span[],
    private readonly index: number,
  ) {
    this.span = comments[index] ?? { start: 0, end: 0 };
    this.comment = this.text.slice(this.span.start, this.span.end);
  }

  find(): CommentAttachment {
    const next = firstAtOrAfter(this.targets, this.span.end);
    const inside = this.around(next);
    if (inside?.attachment.to === "function") {
      const body = this.bodyOf(inside.attachment.index);
      const inBody = body !== undefined && body <= this.span.start;
      return { ...inside.attachment, inside: inBody };
    }
    if (inside?.attachment.to === "macro") return inside.attachment;
    const before = this.before(next, inside);
    if (isTrailing(this.comment)) return (before && this.endsAt(before) ? before.attachment : undefined) ?? inside?.attachment ?? FILE;
    if (before !== undefined && !this.text.slice(before.span.end, this.span.start).includes("\n")) return before.attachment;
    if (isDoxygen(this.comment) && /[@\\]file\b/.test(this.comment)) return FILE;
    const following = this.targets[next];
    if (following !== undefined && this.documents(following)) return following.attachment;
    return inside?.attachment ?? FILE;
  }

  /** Innermost target around the comment. */
  private around(next: number): AttachmentTarget | undefined {
    // Declarations nest a few levels only, but what stands before the comment at the same level can be long.
    for (let i = next - 1; i >= 0; i--) {
      const target = this.targets[i];
      if (target !== undefined && target.span.start < this.span.start && this.span.end <= target.span.end) return target;
      if (target !== undefined && i < next - MAX_SIBLINGS) return undefined;
    }
    return undefined;
  }

  /** Last target that ends before the comment, inside the same surrounding one. */
  private before(next: number, inside: AttachmentTarget | undefined): AttachmentTarget | undefined {
    let best: AttachmentTarget | undefined;
    for (let i = next - 1; i >= 0 && i >= next - MAX_SIBLINGS; i--) {
      const target = this.targets[i];
      if (target === undefined || target === inside) break;
      if (target.span.end <= this.span.start && (best === undefined || target.span.end > best.span.end)) best = target;
    }
    return best;
  }

  /** True when nothing but a declaration's end and comments stand between a target and the comment: no member that is no target. */
  private endsAt(before: AttachmentTarget): boolean {
    let end = this.span.start;
    for (let i = this.index - 1; i >= -1; i--) {
      const comment = this.comments[i];
      const isBetween = comment !== undefined && comment.start >= before.span.end;
      if (!/^[\s;,)]*$/.test(this.text.slice(isBetween ? comment.end : before.span.end, end))) return false;
      if (!isBetween) return true;
      end = comment.start;
    }
    return true;
  }

  private documents(following: AttachmentTarget): boolean {
    const gap = this.gapBefore(following.span.start);
    if (gap === undefined) return false;
    // The head of a file stands before its first conditional as well.
    if (gap.hasDirective && this.index === 0 && !isDoxygen(this.comment)) return false;
    if (!gap.hasBlankLine) return true;
    return isDoxygen(this.comment) && this.index > 0;
  }

  /** What stands between the comment and an offset, other comments left out; `undefined` when it is more than layout. */
  private gapBefore(offset: number): { readonly hasBlankLine: boolean; readonly hasDirective: boolean } | undefined {
    let at = this.span.end;
    let hasBlankLine = false;
    let hasDirective = false;
    for (let i = this.index + 1; ; i++) {
      const comment = this.comments[i];
      const end = comment !== undefined && comment.end <= offset ? comment.start : offset;
      const piece = this.text.slice(at, end);
      if (piece.trim() !== "") {
        if (piece.replace(BETWEEN, "").trim() !== "") return undefined;
        hasDirective = true;
      }
      if (/\n[ \t\r]*\n/.test(piece)) hasBlankLine = true;
      if (end === offset) return { hasBlankLine, hasDirective };
      at = comment?.end ?? offset;
    }
  }
}

/** What may stand between a comment and the declaration that it documents: the conditional around it, a pragma, its linkage. */
const BETWEEN = /^[ \t]*#[ \t]*(?:if|ifdef|ifndef|pragma)\b[^\n\\]*$|^[ \t]*extern[ \t]+"C(?:\+\+)?"[ \t]*$/gm;

/** How many targets back a surrounding or preceding declaration is looked for. */
const MAX_SIBLINGS = 400;

function isTrailing(comment: string): boolean {
  return /^\/(?:\/[/!]|\*[*!])</.test(comment);
}

function isDoxygen(comment: string): boolean {
  return /^\/(?:\/[/!]|\*[*!])/.test(comment);
}

function firstAtOrAfter(targets: readonly AttachmentTarget[], offset: number): number {
  let low = 0;
  let high = targets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((targets[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Line comments on consecutive lines are one comment, unless the first stands behind code. */
function joinLineComments(text: string, comments: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  let growing = false;
  for (const comment of comments) {
    const isLine = text.startsWith("//", comment.start);
    const last = joined.at(-1);
    if (isLine && growing && last !== undefined && /^\r?\n[ \t]*$/.test(text.slice(last.end, comment.start))) {
      joined[joined.length - 1] = { start: last.start, end: comment.end };
      continue;
    }
    growing = isLine && standsAlone(text, comment.start);
    joined.push(comment);
  }
  return joined;
}

function standsAlone(text: string, start: number): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return text.slice(lineStart, start).trim() === "";
}
