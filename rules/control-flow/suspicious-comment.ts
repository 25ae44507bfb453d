import { defineRule } from "../../engine/src/index.js";

/** Words by which people mark what is not finished, and how they end the sentence of the message. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/\bFIXME\b/, "something here is known to be wrong"],
  [/\bBUG\b(?![-_\s]*(?:\d|#))/, "something here is known to be wrong"],
  [/\b(?:HACK|KLUDGE|KLUGE|BODGE)\b/, "this is known to be a makeshift"],
  [/\bXXX\b/, "this is known to need attention"],
  [/\b(?:TODO|TBD)\b|@todo\b/, "something is known to be missing here"],
  [/\bLATER\b(?=\s*:)|(?<=^\W*)LATER\b/, "something was put off here"],
];

export default defineRule({
  id: "control-flow/suspicious-comment",
  languages: ["c", "cpp", "typescript", "typescriptreact", "javascript", "javascriptreact"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [546],
    cert: ["MSC04-C"],
    misra: ["C:2012 D4.4"],
    iec62304: ["fault handling"],
  },
  messages: { marked: "'{mark}': {meaning}. Settle it before release, or open an anomaly for it and name its number here." },
  docs: {
    title: "Comment that says that something is not finished",
    what: "Reports comments with `TODO`, `FIXME`, `HACK`, `XXX`, `BUG`, `LATER`, `TBD` in capitals.",
    why: "Who releases a device states that no known problem is unacceptable. A comment is a known problem that no list shows: the assessor finds it by searching, and so does an attacker.",
    whatToDo: "Do it, or record it as an anomaly with its evaluation, and replace the word by the anomaly's number.",
    whenToDeviate: "When the comment names the record: `TODO(ANOM-012)` or `#123` is not reported.",
    limits: ["Words in small letters are not looked for: they occur in plain sentences."],
    examples: [
      {
        language: "c",
        bad: "int Pump_Rate(int rate)\n{\n    /* TODO: check the limit */\n    return rate;\n}\n",
        good: "int Pump_Rate(int rate)\n{\n    /* The limit was checked by the dialogue. */\n    return rate;\n}\n",
      },
    ],
  },
  on: {
    file: {
      visit(context) {
        const text = context.file.tree.text;
        for (const comment of context.file.tree.comments) {
          const content = text.slice(comment.start, comment.end);
          for (const [pattern, meaning] of MARKS) {
            const found = pattern.exec(content);
            if (!found) continue;
            // It names where it is kept track of.
            if (/[A-Z]{2,}-\d+|#\d+|https?:/.test(content)) break;
            const start = comment.start + found.index;
            context.report("marked", { start, end: start + found[0].length }, { mark: found[0], meaning });
            break;
          }
        }
      },
    },
  },
});
