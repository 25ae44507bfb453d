import { defineRule, type SinkEvent, type FlowContext, type ValueView } from "../../engine/src/index.js";
import { sinkArgument } from "../shared/c/outside.js";
import { isLengthOfText } from "../shared/c/room.js";
import { SOURCES } from "../shared/c/sources.js";

/** Bytes that a device may be expected to have to spare for one request. */
const PLENTY = 2 ** 20;

export default defineRule<"unlimited" | "product">({
  id: "memory/untrusted-allocation",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [789, 770, 680, 190],
    cert: ["INT04-C", "MEM35-C", "INT30-C"],
    misra: ["C:2012 D4.14", "C:2012 21.3"],
    iec62304: ["resource allocation", "boundary conditions"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    unlimited:
      "'{amount}' comes from {source} and decides how much memory {callee} takes, without an upper limit: whoever sends it can use up the memory and stop the device. Check '{amount}' against a limit first.",
    product:
      "'{amount}' comes from {source} and decides, multiplied, how much memory {callee} takes, without an upper limit: a large number uses up the memory, or wraps around to a block that is too small and is written past. Check the number against a limit first.",
  },
  docs: {
    title: "Size of an allocation from outside without a limit",
    what: "Follows numbers that come from the network, a file, the user or the environment to the size of an allocation, and reports where nothing limits them from above.",
    why: "A message that asks for two gigabytes stops the device, or the tasks that need memory next. Where the number is multiplied by the size of an element, the product can wrap around: the block is small, and what is then written into it is not.",
    whatToDo: "Compare the number with the most that the device ever needs before it is used: `if (count > MAX_RECORDS) return ERROR;`.",
    whenToDeviate: "When a limit exists that the analysis can't see, for instance in the transport layer; name it in the reason.",
    limits: [
      "A comparison with a value that is not known counts as a limit.",
      "Numbers that their type keeps below a million bytes are not reported.",
      "Functions without source and without a model are taken to return harmless values.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n#include <stdlib.h>\n#include <sys/socket.h>\n\nvoid *Record_Room(int link)\n{\n    uint32_t size = 0;\n    if (recv(link, &size, sizeof size, 0) != (int)sizeof size) {\n        return NULL;\n    }\n    return malloc(size);\n}\n",
        good: "#include <stdint.h>\n#include <stdlib.h>\n#include <sys/socket.h>\n\nvoid *Record_Room(int link)\n{\n    uint32_t size = 0;\n    if (recv(link, &size, sizeof size, 0) != (int)sizeof size || size > 4096) {\n        return NULL;\n    }\n    return malloc(size);\n}\n",
      },
    ],
  },
  on: { flow: { sink: { kinds: ["allocation-size"], visit } } },
});

function visit(context: FlowContext<"unlimited" | "product">, event: SinkEvent): void {
  const { argument: amount } = event;
  const [source] = amount.taint;
  if (source === undefined) return;
  // Somebody thought of it: compared with something that is not known, or limited before it was converted.
  if (amount.compared || isLimited(amount)) return;
  // A copy of a text takes what the text takes already.
  if (isLengthOfText(context, sinkArgument(context, event).argument)) return;
  const data = {
    amount: amount.text === "" ? "the size" : amount.text,
    source: SOURCES[source.kind] ?? "outside the program",
    callee: event.callee.startsWith("operator") ? "'new'" : `'${event.callee}'`,
  };
  // Where nothing is multiplied, nothing can wrap around.
  if ((amount.base?.factor ?? 1) > 1) context.report("product", event.span, data, { steps: event.steps });
  else context.report("unlimited", event.span, data, { steps: event.steps, cwe: [789, 770] });
}

function isLimited({ range, base }: ValueView): boolean {
  if (range.high <= PLENTY) return true;
  return base !== undefined && base.range.high < base.typeRange.high && base.range.high <= PLENTY;
}
