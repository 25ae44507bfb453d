import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, compactText, placeName, shownText, writtenCallee } from "../shared/expressions.js";

export default defineRule({
  id: "memory/overlapping-copy",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  standards: {
    cwe: [475],
    cert: ["EXP43-C"],
    misra: ["C:2012 19.1"],
    iec62304: ["memory management and overflow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    overlap:
      "'{callee}' copies within '{object}', and the two places overlap: what comes out depends on the library and its version. {advice}.",
  },
  docs: {
    title: "Copy between overlapping places",
    what: "Reports `memcpy`, `strcpy`, `sprintf` and their like whose source and destination lie in the same object at a distance that is smaller than the length, or unknown.",
    why: "`memcpy` may copy from either end, or sixteen bytes at once. The history of readings is right on the developer's machine and shuffled on the device.",
    whatToDo: "Use `memmove`, which is made for it; for texts, format into a second buffer.",
    whenToDeviate: "When the length is known to be smaller than the distance.",
    limits: ["Only where both arguments name the same object; two pointers into one buffer are not compared."],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n\nstatic int history[16];\n\nvoid History_Push(int reading)\n{\n    memcpy(&history[1], &history[0], 15 * sizeof history[0]);\n    history[0] = reading;\n}\n",
        good: "#include <string.h>\n\nstatic int history[16];\n\nvoid History_Push(int reading)\n{\n    memmove(&history[1], &history[0], 15 * sizeof history[0]);\n    history[0] = reading;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: ["memcpy", "strcpy", "strcat", "strncpy", "wmemcpy", "sprintf", "snprintf", "mempcpy"],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const [target] = call.args;
        if (!target) return;
        const prints = callee.endsWith("printf");
        const sources = prints ? call.args.slice(callee === "sprintf" ? 2 : 3) : call.args.slice(1, 2);
        const to = placeOf(target.text);
        for (const source of sources) {
          const from = placeOf(source.text);
          if (to?.base === undefined || to.base !== from?.base) continue;
          // A text's own start printed into itself; an element's value is no address.
          if (prints && (compactText(bare(source)) !== compactText(bare(target)) || !isAddress(context.file.semantics.typeOf(source).kind)))
            continue;
          if (!prints && callee !== "memcpy" && to.offset === from.offset && callee !== "strcat") continue;
          const distance = distanceOf(to.offset, from.offset);
          const length = call.args[2] && context.file.semantics.integerValue(call.args[2]);
          const element = elementSize(context, target);
          // The same place twice is a slip without harm; apart by more than the length they do not overlap.
          if (!prints && (distance === undefined || (distance === 0 && callee !== "strcat"))) continue;
          // One element beside another, as far as its size is not known.
          if (!prints && length === undefined && distance !== 0 && call.args[2] && bare(call.args[2]).kind === "sizeof") continue;
          if (!prints && length !== undefined && distance !== undefined && Math.abs(distance) * element >= length) continue;
          const name = call.child("callee");
          const fixes =
            callee === "memcpy" && name?.text === "memcpy"
              ? [{ title: "Use 'memmove'", kind: "safe" as const, edits: [{ span: name.span, newText: "memmove" }] }]
              : [];
          const advice = prints ? "Format into a second buffer" : "Use 'memmove'";
          context.report(
            "overlap",
            call,
            { callee: writtenCallee(call), object: placeName(target) || shownText(target), advice },
            { fixes },
          );
          return;
        }
      },
    },
  },
});

function isAddress(kind: string): boolean {
  return kind === "pointer" || kind === "array";
}

/** Base and offset of `a`, `a + 4`, `&a[4]`, as written. */
function placeOf(text: string): { readonly base: string; readonly offset: string } | undefined {
  const compact = text.replace(/\s+/g, "").replace(/^\((?:const)?(?:void|char|uint8_t|unsignedchar)\*\)/, "");
  const indexed = /^&([A-Za-z_][\w.>-]*)\[([^\]]+)\]$/.exec(compact);
  if (indexed) return { base: indexed[1] ?? "", offset: indexed[2] ?? "" };
  const added = /^\(?([A-Za-z_][\w.>-]*)\+([^,()]+)\)?$/.exec(compact);
  if (added) return { base: added[1] ?? "", offset: added[2] ?? "" };
  return /^[A-Za-z_][\w.>-]*$/.test(compact) ? { base: compact, offset: "0" } : undefined;
}

/** Elements between two offsets; `undefined` when they can't be told. */
function distanceOf(to: string, from: string): number | undefined {
  if (to === from) return 0;
  const split = (text: string): readonly [string, number] => {
    const found = /^(?:(.*?)(?:\+))?(\d+)$/.exec(text);
    return found ? [found[1] ?? "", Number(found[2])] : [text, 0];
  };
  const [toName, toNumber] = split(to);
  const [fromName, fromNumber] = split(from);
  return toName === fromName ? toNumber - fromNumber : undefined;
}

function elementSize(context: RuleContext, target: SyntaxNode): number {
  const type = context.file.semantics.typeOf(bare(target));
  const element = type.kind === "pointer" ? type.to : type.kind === "array" ? type.of : undefined;
  return (element && context.file.semantics.sizeOf(element)) ?? 1;
}
