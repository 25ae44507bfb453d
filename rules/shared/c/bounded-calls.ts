// Quick fixes that put a bounded call in the place of one without a bound.
import type { FixDraft, RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { includeEdit, insertAt, replace } from "../edits.js";
import { bare, isDiscarded, isPointer } from "../expressions.js";
import { isArrayPlace } from "./arrays.js";

/** Gives the only occurrence of a directive in the written format the width that its target allows. */
export function widthFix(format: SyntaxNode, directive: string, size: number): readonly FixDraft[] {
  const first = format.text.indexOf(directive);
  if (size < 2 || first < 0 || format.text.includes(directive, first + 1)) return [];
  const bounded = directive.replace(/^%\d*/, `%${size - 1}`);
  const start = format.start + first;
  return [
    {
      title: `Read at most ${size - 1} characters`,
      kind: "safe",
      edits: [{ span: { start, end: start + directive.length }, newText: bounded }],
    },
  ];
}

/** `sizeof` only where the target is an array in scope, and only where the result is not used: the bounded functions return something else. */
export function copyFix(
  context: RuleContext,
  call: SyntaxNode,
  callee: string,
  target: SyntaxNode,
  source: SyntaxNode,
): readonly FixDraft[] {
  const place = bare(target);
  if (!isArrayPlace(context, place) || !isDiscarded(call) || !isPlainCallee(call, callee)) return [];
  const name = place.text;
  if (callee.endsWith("strcat")) {
    return [
      {
        title: "Append no more than fits",
        kind: "safe",
        edits: [replace(call, `strncat(${target.text}, ${source.text}, sizeof ${name} - strlen(${name}) - 1)`)],
      },
    ];
  }
  const include = includeEdit(context.file, "stdio.h", ["cstdio"]);
  const edits = [replace(call, `snprintf(${target.text}, sizeof ${name}, "%s", ${source.text})`), ...(include ? [include] : [])];
  // Where nothing prints yet, the C library's output may be missing on the target.
  return [{ title: `Copy no more than fits into '${name}'`, kind: include ? "suggestion" : "safe", edits }];
}

export function formatFix(context: RuleContext, call: SyntaxNode, callee: string, target: SyntaxNode): readonly FixDraft[] {
  const place = bare(target);
  const name = call.child("callee");
  if (!name || !isArrayPlace(context, place) || !isPlainCallee(call, callee) || isPointer(context.file.semantics.typeOf(place))) return [];
  const edits = [replace(name, callee === "vsprintf" ? "vsnprintf" : "snprintf"), insertAt(target.end, `, sizeof ${place.text}`)];
  // `snprintf` returns the length that it would have written: whoever uses it has to look.
  return [{ title: `Write no more than fits into '${place.text}'`, kind: isDiscarded(call) ? "safe" : "suggestion", edits }];
}

function isPlainCallee(call: SyntaxNode, callee: string): boolean {
  return call.child("callee")?.text === callee && !callee.startsWith("lstr");
}
