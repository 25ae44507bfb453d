import { defineRule, type FlowContext, type FunctionGraph, type SinkEvent } from "../../engine/src/index.js";
import { sinkArgument, sourceName } from "../shared/c/outside.js";
import { shownText } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "outside" | "never";

/** By the position of the condition. */
const ASSERTIONS: Readonly<Record<string, number>> = {
  assert: 0, ASSERT: 0, configASSERT: 0, __ASSERT: 0, __ASSERT_NO_MSG: 0, assert_param: 0, SDK_ASSERT: 0, NRF_ASSERT: 0, APP_ASSERT: 0,
  DEBUGASSERT: 0, g_assert: 0, _ASSERT: 0, _ASSERTE: 0, LWIP_ASSERT: 1,
}; // prettier-ignore

export default defineRule<MessageId>({
  id: "control-flow/reachable-assertion",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [617],
    cert: ["MSC11-C", "ERR06-C"],
    misra: ["C:2012 D4.1", "C:2012 D4.14"],
    iec62304: ["fault handling", "boundary conditions"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    outside:
      "'{condition}' depends on data from {source}: whoever sends a value that fails it stops the device. Check the value and refuse it; assertions are for what the program itself must hold.",
    never: "This assertion always fails: whoever comes here stops the device. Report the fault and go to the safe state instead.",
  },
  docs: {
    title: "Assertion that data from outside can make fail",
    what: "Reports `assert` and its like on values that come from the network, a link, a file or the environment and that may fail it.",
    why: "An assertion ends the program. One message with a wrong length, and the pump restarts, as often as somebody sends it. Where assertions are compiled out, nothing checks at all.",
    whatToDo: "Check data from outside with code that is always there, and treat a wrong value as an error of the sender.",
    whenToDeviate: "When the check was made where the analysis can't see it. Name the place in the reason.",
    limits: [
      "Values whose source has no model are taken to be the program's own.",
      "An assertion that always fails is reported in the strict preset only, and not in a `default`: marking what cannot come is what assertions are for.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <assert.h>\n#include <stdint.h>\n#include <sys/socket.h>\n\nint Frame_Length(int link)\n{\n    uint8_t frame[64];\n    if (recv(link, frame, sizeof frame, 0) < 1) {\n        return -1;\n    }\n    assert(frame[0] < 60);\n    return frame[0];\n}\n",
        good: "#include <assert.h>\n#include <stdint.h>\n#include <sys/socket.h>\n\nint Frame_Length(int link)\n{\n    uint8_t frame[64];\n    if (recv(link, frame, sizeof frame, 0) < 1) {\n        return -1;\n    }\n    if (frame[0] >= 60) {\n        return -1;\n    }\n    return frame[0];\n}\n",
      },
    ],
  },
  on: { flow: { sink: { kinds: ["assertion"], visit }, graph: { visit: checkConstants } } },
});

function visit(context: FlowContext<MessageId>, event: SinkEvent): void {
  // Known to hold, whatever comes.
  if (event.origin !== "outside" || event.argument.range.low > 0 || isTestPath(context.file.document.path)) return;
  const { call, argument } = sinkArgument(context, event);
  context.report("outside", call, { condition: shownText(argument), source: sourceName(event) }, { steps: event.steps });
}

/** `assert(0)` where control can come: what cannot come needs no assertion, and what can come needs an answer. */
function checkConstants(context: FlowContext<MessageId>, graph: FunctionGraph): void {
  if (!context.project.config.presets.includes("strict") || isTestPath(context.file.document.path)) return;
  for (const block of graph.order) {
    for (const instruction of graph.ir.blocks[block]?.instructions ?? []) {
      if (instruction.op !== "call") continue;
      const position = ASSERTIONS[instruction.callee];
      if (position === undefined || graph.constantOf(instruction.args[position] ?? -1) !== 0) continue;
      const call = context.file.tree.node(graph.nodeOf(instruction.node));
      const label = call.ancestor("case");
      // Behind `default` it says that no other value can come.
      if (label && label.child("value") === undefined) continue;
      context.report("never", call);
    }
  }
}
