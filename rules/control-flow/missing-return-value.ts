import { defineRule, type FunctionGraph } from "../../engine/src/index.js";
import { valueType } from "../shared/expressions.js";
import { isConstantName } from "../shared/names.js";

export default defineRule({
  id: "control-flow/missing-return-value",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [758, 394],
    cert: ["MSC37-C", "MSC52-CPP"],
    misra: ["C:2012 17.4"],
    iec62304: ["data and control flow", "fault handling"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    end: "'{name}' can reach its end without 'return' and then gives its caller whatever lies in the register. Return a value on this path too.",
    empty: "'{name}' returns nothing here, and its caller gets whatever lies in the register. Return a value.",
  },
  docs: {
    title: "Function that ends without the value it promises",
    what: "Reports functions with a result that have a path to their end without `return`, and `return;` in them.",
    why: "The caller uses what is left in the register from the last call: mostly the right value, until the code above changes.",
    whatToDo: "Return a value on every path; in a `default` that cannot come, the one that leads to the safe state.",
    whenToDeviate: "When a function that never returns ends the path and its declaration does not say so. Add `_Noreturn` there instead.",
    limits: ["Functions that never return are known by `noreturn`, by model, or by their usual names."],
    examples: [
      {
        language: "c",
        bad: "int Limit_Of(int mode)\n{\n    switch (mode) {\n    case 0:\n        return 300;\n    case 1:\n        return 50;\n    }\n}\n",
        good: "int Limit_Of(int mode)\n{\n    switch (mode) {\n    case 0:\n        return 300;\n    case 1:\n        return 50;\n    default:\n        return 0;\n    }\n}\n",
      },
    ],
  },
  on: {
    flow: {
      graph: {
        visit(context, graph) {
          const fact = context.function;
          if (!graph.ir.blocks.some(({ terminator }) => terminator.op === "return" && terminator.value < 0)) return;
          const node = context.file.tree.node(fact.node);
          // A constructor, or a macro that begins a function, has no type to promise.
          const type = node.child("type");
          if (!type || type.text === "void" || /\b[A-Z][A-Z\d_]{3,}\b/.test(type.text)) return;
          const returns = valueType(fact.returns);
          if (graph.ir.partial || returns.kind === "void" || returns.kind === "unknown" || fact.name === "main") return;
          const written = (context.project.text(context.file.document.path) ?? "").slice(Math.max(0, fact.span.start - 40), fact.span.end);
          if (/noreturn|naked|\b_*asm\b/i.test(written) || /^[ \t]*#/m.test(written) || context.file.syntaxErrors.length > 0) return;
          // Functions that stand for others in an analysis are made of its own primitives.
          if (graph.ir.references.some((name) => name.startsWith("__"))) return;
          for (const block of graph.order) {
            const terminator = graph.ir.blocks[block]?.terminator;
            if (terminator?.op !== "return" || terminator.value >= 0) continue;
            const instructions = graph.ir.blocks[block]?.instructions ?? [];
            if (graph.runs(block) < instructions.length || instructions.some((each) => each.op === "unknown")) continue;
            const at = context.file.tree.node(graph.nodeOf(terminator.node));
            if (at.kind === "return") {
              if (at.firstChild === undefined) context.report("empty", at, { name: fact.name });
              continue;
            }
            // The last call may be the end of everything: an assertion, a panic, a macro.
            if (endsInUnknown(graph, block)) continue;
            // The end as it is written: what the parser could read of it may be less.
            if (/\breturn\b[^;{}]*[^;{}\s][^;{}]*;\s*\}\s*$/.test(written)) return;
            context.report("end", fact.nameSpan, { name: fact.name });
            return;
          }
        },
      },
    },
  },
});

/** True when a call of something that may never return stands directly before the end. */
function endsInUnknown(graph: FunctionGraph, end: number): boolean {
  const before = graph.order.filter((block) => block === end || graph.successors(block).includes(end));
  return before.some((block) =>
    (graph.ir.blocks[block]?.instructions ?? []).some(
      (each) =>
        each.op === "call" &&
        (/abort|exit|panic|fatal|fail|assert|unreachable|reset|hang|die|throw|error|terminate/i.test(each.callee) ||
          isConstantName(each.callee) ||
          each.callee === ""),
    ),
  );
}
