// What the build decides: places of a file that directives of the preprocessor switch on and off.
import type { ParsedFile, RuleContext, SyntaxNode } from "../../../engine/src/index.js";

type Context = Pick<RuleContext, "file" | "project">;

const DIRECTIVE = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b/;

/** True where a directive stands between the lines of a node: what it says is put together by the build. */
export function isPutTogether(context: Context, node: SyntaxNode): boolean {
  return written(context)
    .slice(node.start, node.end)
    .split("\n")
    .some((line) => DIRECTIVE.test(line));
}

/** True for a statement that closes a chain which other builds make longer: `else`, then directives, then `if (1)`. */
export function closesChain(context: Context, statement: SyntaxNode): boolean {
  const lines = written(context).slice(0, statement.start).trimEnd().split("\n");
  let directives = 0;
  for (; DIRECTIVE.test(lines.at(-1) ?? "") || lines.at(-1)?.trim() === ""; directives++) lines.pop();
  return directives > 0 && /\belse\s*$/.test(lines.at(-1) ?? "");
}

/**
 * True for a variable that is written in code which this build leaves out, or, in the given function, between directives: another build gives it
 * another value.
 */
export function isWrittenByChoice(context: Context, name: string, owner: SyntaxNode | undefined): boolean {
  const text = written(context);
  for (const { index } of text.matchAll(writes(name))) {
    if (isLeftOut(context.file, index)) return true;
    if (owner !== undefined && index >= owner.start && index < owner.end && depthAt(text, owner.start, index) > 0) return true;
  }
  return false;
}

/** True for a place that the preprocessor blanked. */
function isLeftOut({ tree }: ParsedFile, at: number): boolean {
  return tree.text.slice(at, at + 1).trim() === "";
}

/** Open directives at a place, counted from the begin of a function. */
function depthAt(text: string, from: number, at: number): number {
  let depth = 0;
  for (const line of text.slice(from, at).split("\n")) {
    const directive = DIRECTIVE.exec(line)?.[1];
    if (directive === "endif") depth--;
    else if (directive?.startsWith("if") === true) depth++;
  }
  return depth;
}

/** Assignments, steps and taken addresses, but not `a & b` and `a && b`; the match begins with the first character that is no white space. */
function writes(name: string): RegExp {
  const plain = name.replace(/\W/g, "");
  return new RegExp(
    `\\b${plain}\\b(?=\\s*(?:=(?!=)|[-+*/%&|^]=|<<=|>>=|\\+\\+|--))|(?:\\+\\+|--|(?<![\\w)\\]&]\\s*)&)\\s*${plain}\\b`,
    "g",
  );
}

function written({ file, project }: Context): string {
  return project.text(file.document.path) ?? file.tree.text;
}
