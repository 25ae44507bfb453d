import { defineRule, type FlowContext, type FunctionGraph, type SyntaxNode } from "../../engine/src/index.js";
import { shownText } from "../shared/expressions.js";
import { exitsOf, isStuck, loopsOf, stepOf, type Loop } from "../shared/c/loops.js";

type MessageId = "stuck" | "counts";

export default defineRule<MessageId>({
  id: "control-flow/endless-loop",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [835, 834],
    cert: ["MSC21-C"],
    misra: ["C:2012 14.2", "C:2012 D4.1"],
    iec62304: ["event sequence", "fault handling"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    stuck:
      "Nothing in this loop can make '{condition}' change so that it ends: once entered, it never stops, and all that waits behind it stands still. Change what the condition depends on, or add another way out.",
    counts:
      "This loop counts and has no way out: nothing behind it is ever reached, and the number runs past its type's limit. Add the condition under which it ends.",
  },
  docs: {
    title: "Loop that can't end",
    what: "Reports loops whose conditions depend on local variables that the loop does not change, or changes to no effect: a counter that is not counted, one that moves away from its limit or that its type keeps below the limit, a flag that is always set to the same value. Also loops without any way out that count something.",
    why: "The device neither doses nor raises an alarm while it stays in such a loop; the watchdog restarts it, if there is one, into the same loop.",
    whatToDo:
      "Change the variable of the condition in each turn, give the counter a type that holds the limit, and bound each wait by a count or by time.",
    whenToDeviate: "When the loop is the program's or a task's main loop and looks like another one. Say so in the reason.",
    limits: [
      "Loops without any condition are taken for a main loop, a task's loop or a trap unless they count something and wait for nothing.",
      "Conditions that read members, elements, globals or the result of a call are not followed; waiting for hardware is the business of `safety/polling-without-timeout`.",
    ],
    examples: [
      {
        language: "c",
        bad: "void Valve_Step(int position);\n\nvoid Valve_Open(int steps)\n{\n    int done = 0;\n    while (done < steps) {\n        Valve_Step(done);\n    }\n}\n",
        good: "void Valve_Step(int position);\n\nvoid Valve_Open(int steps)\n{\n    int done = 0;\n    while (done < steps) {\n        Valve_Step(done);\n        done++;\n    }\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

function visit(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  // What could not be read, or which of two ways is compiled, may be what ends it.
  if (graph.ir.partial || graph.ir.forked === true) return;
  const told = new Set<number>();
  for (const loop of loopsOf(graph)) {
    const exits = exitsOf(graph, loop);
    const statement = statementOf(context, graph, loop);
    if (statement === undefined || told.has(statement.id) || isMadeByMacro(context, statement)) continue;
    if (exits.length > 0) {
      if (!exits.every((exit) => isStuck(graph, loop, exit))) continue;
      // `bool on = true; while (on)`: another way to write a main loop.
      if (ENDLESS_BY_NAME.test(context.function.name) && exits.every(({ condition }) => graph.constantOf(condition) !== undefined))
        continue;
      told.add(statement.id);
      const condition = statement.child("condition");
      const shown = condition === undefined || condition.span.start === condition.span.end ? "its condition" : shownText(condition, 50);
      context.report("stuck", condition ?? headOf(statement), { condition: shown });
    } else if (countsOnly(context, graph, loop)) {
      told.add(statement.id);
      context.report("counts", headOf(statement));
    }
  }
}

/** The statement that makes a loop. */
function statementOf(context: FlowContext<MessageId>, graph: FunctionGraph, loop: Loop): SyntaxNode | undefined {
  const { tree } = context.file;
  const owner = tree.node(context.function.node);
  const isLoop = (node: SyntaxNode | undefined): boolean => node?.is("for", "while", "doWhile") === true;
  for (const block of [loop.head, ...loop.blocks]) {
    const terminator = graph.ir.blocks[block]?.terminator;
    if (terminator === undefined) continue;
    const node = tree.node(graph.nodeOf(terminator.node));
    if (isLoop(node)) return node;
    if (node.is("goto")) return node;
    const around = node.ancestor("for", "while", "doWhile", "function");
    if (isLoop(around) && around !== undefined && !around.equals(owner)) return around;
  }
  return undefined;
}

function headOf(statement: SyntaxNode): SyntaxNode | { readonly start: number; readonly end: number } {
  const body = statement.child("body");
  const { start, end } = statement.span;
  return body === undefined || body.span.start <= start + 1 || statement.kind === "doWhile"
    ? { start, end: Math.min(end, start + 5) }
    : { start, end: body.span.start - 1 };
}

/** A macro's loop, such as a trap, is not its user's doing. */
function isMadeByMacro(context: FlowContext<MessageId>, statement: SyntaxNode): boolean {
  const { text } = context.file.document;
  return !/^(?:for|while|do|goto)\b/.test(text.slice(statement.span.start, statement.span.start + 6));
}

const WAITS =
  /wait|delay|sleep|rec(?:v|eive)|take|yield|poll|read|get|pend|accept|select|suspend|wfi|wfe|nop|idle|process|handle|run|task|loop|schedule|dispatch|lock|feed|kick|toggle|blink|watchdog|update|step|service|tick|exit|abort|throw|longjmp|reset|reboot|halt/i;
const ENDLESS_BY_NAME =
  /^main$|main$|task|thread|loop|handler|isr|irq|fault|run|idle|trap|panic|halt|hang|error|worker|server|service|process|proc$/i;

/** A loop without a way out that increments something and does not look like a main loop: it neither waits nor reads the hardware. */
function countsOnly(context: FlowContext<MessageId>, graph: FunctionGraph, loop: Loop): boolean {
  if (ENDLESS_BY_NAME.test(context.function.name)) return false;
  let counts = false;
  for (const block of loop.blocks) {
    for (const each of graph.ir.blocks[block]?.instructions ?? []) {
      if (each.op === "call" && (each.callee === "" || WAITS.test(each.callee))) return false;
      if (each.op === "unknown") return false;
      if (each.op === "load" && each.place.kind === "variable" && graph.ir.variables[each.place.variable]?.volatile === true) return false;
      if (each.op === "load" && each.place.kind === "deref") return false;
      if (each.op !== "store" || each.place.kind !== "variable") continue;
      if (stepOf(graph, each.value, each.place.variable) !== undefined) counts = true;
    }
  }
  return counts;
}
