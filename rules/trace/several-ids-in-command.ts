import { defineRule, type Span, type TraceEdge } from "../../engine/src/index.js";

/** Doxygen's own commands: of `@req` and `@mitigates`, which it does not know, any number is as good. */
const COMMAND = /^[@\\](?:satisfies|verifies)$/;
/** What stands between two ids of one command: commas, blanks, and what begins a comment's next line. */
const BETWEEN = /^[ \t]*,?[ \t]*(?:\r?\n[ \t]*(?:\*|\/\/[/!]?<?)?[ \t]*)?$/;

export default defineRule({
  id: "trace/several-ids-in-command",
  languages: [],
  since: "0.1.0",
  preset: "strict",
  severity: "hint",
  confidence: "high",
  fix: "safe",
  standards: { cwe: [], clauses: ["5.1.1 c"] },
  messages: {
    several:
      "'{command}' names {count} ids. Vitalint reads them all, Doxygen takes the first and prints the others as text: give each a command of its own.",
  },
  docs: {
    title: "Doxygen command with several ids",
    what: "Reports `@satisfies` and `@verifies` (or with a backslash) that several ids follow.",
    why: "Doxygen (from 1.14) takes one id for each command and makes a link of it. Ids behind it become words of the text, so its requirements pages lack links that the code states.",
    whatToDo: "Use the quick fix: it gives each id a line and a command of its own.",
    whenToDeviate: "Where Doxygen's requirements pages are not used, switch the rule off.",
    limits: ["Only ids that Vitalint recognises as such are counted."],
    examples: [],
    traceExamples: [
      {
        bad: "//- docs/requirements.md\n### SRS-001 Limit the rate\nText.\n\n### SRS-002 Warn\nText.\n//- firmware/flow.c\n/**\n * Limits the rate.\n * @satisfies SRS-001, SRS-002\n */\nint Flow_Set(int rate) { return rate; }\n",
        good: "//- docs/requirements.md\n### SRS-001 Limit the rate\nText.\n\n### SRS-002 Warn\nText.\n//- firmware/flow.c\n/**\n * Limits the rate.\n * @satisfies SRS-001\n * @satisfies SRS-002\n */\nint Flow_Set(int rate) { return rate; }\n",
      },
    ],
  },
  on: {
    trace: {
      file(context, file) {
        const edges = context.graph.edgesIn(file).filter(({ via, location }) => location.file === file && COMMAND.test(via));
        const text = edges.length > 1 ? context.project.text(file) : undefined;
        if (text === undefined) return;
        for (const { tag, start, ids } of severalIds(text, edges)) {
          const edits = ids.slice(1).map((id, index) => {
            return { span: { start: ids[index]?.end ?? id.start, end: id.start }, newText: separator(text, tag, start) };
          });
          const at = { file, span: { start, end: ids.at(-1)?.end ?? start }, symbol: tag };
          const fixes = [{ title: "Give each id a command of its own", kind: "safe", edits }] as const;
          context.report("several", at, { command: tag, count: ids.length }, { fixes });
        }
      },
    },
  },
});

interface SeveralIds {
  readonly tag: string;
  /** Where the command stands. */
  readonly start: number;
  readonly ids: readonly Span[];
}

/** Ids that follow each other behind one command. */
function severalIds(text: string, edges: readonly TraceEdge[]): SeveralIds[] {
  const found: SeveralIds[] = [];
  const spans = edges.map(({ idSpan, via }) => ({ via, start: idSpan.start, end: idSpan.end })).sort((a, b) => a.start - b.start);
  for (let i = 0; i < spans.length; i++) {
    const first = spans[i];
    if (!first) continue;
    const ids: Span[] = [first];
    for (let next = spans[i + 1]; next?.via === first.via; next = spans[i + 1]) {
      const between = text.slice(ids.at(-1)?.end ?? next.start, next.start);
      // The same id twice: a tag that one function states for another.
      if (between === "" || between.length > 200 || !BETWEEN.test(between)) break;
      ids.push(next);
      i++;
    }
    const start = text.lastIndexOf(first.via, first.start);
    if (ids.length > 1 && start >= 0) found.push({ tag: first.via, start, ids });
  }
  return found;
}

/** A new line that begins as the command's own does, with the command again. */
function separator(text: string, tag: string, start: number): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(lineStart, start);
  const newline = text.startsWith("\r\n", text.indexOf("\n", lineStart) - 1) ? "\r\n" : "\n";
  const line = /^[ \t]*(?:\*|\/\/[/!]?)?[ \t]*$/.exec(before)?.[0];
  if (line !== undefined) return `${newline}${line}${tag} `;
  const indent = /^[ \t]*/.exec(before)?.[0] ?? "";
  const lineComment = /\/\/[/!]?<?[ \t]*$/.exec(before)?.[0];
  // Behind the opening mark of a block comment, or behind code.
  return `${newline}${indent}${lineComment ?? " * "}${tag} `;
}
