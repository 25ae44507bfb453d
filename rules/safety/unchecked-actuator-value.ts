import { defineRule, type FlowContext, type SinkEvent } from "../../engine/src/index.js";
import { cameFar, sinkArgument, sourceName } from "../shared/c/outside.js";
import { shownText } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "safety/unchecked-actuator-value",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [20, 1284],
    cert: ["INT04-C"],
    misra: ["C:2012 D4.14"],
    iec62304: ["boundary conditions", "data and control flow"],
    fda: ["code-data-execution-integrity"],
  },
  messages: {
    unchecked:
      "'{value}' comes from {source} and sets an output by '{callee}' without a check of its range: a wrong or forged number moves the actuator as far as it says. Compare it with the limits of the therapy first, and refuse what lies outside.",
  },
  docs: {
    title: "Actuator set to a value from outside without a range check",
    what: "Follows numbers that come from the network, a serial link, Bluetooth, a file, a sensor or another task and reports where one sets a pulse width, a voltage or another output without having been compared with anything on the way.",
    why: "A disturbed sensor, a flipped bit or a forged message then decides how fast the pump runs. The range check in front of the actuator is the last place that can tell a dose from an overdose.",
    whatToDo:
      "Compare the number with the lowest and highest value that the therapy allows, directly in front of the output, and go to the safe state otherwise.",
    whenToDeviate: "When the hardware limits the output to what is safe. Name that limit.",
    limits: [
      "Outputs are library functions; the project's own are named in a model file with a sink of the kind `actuator` (`models` in `vitalint.json`).",
      "A comparison with something that is not known counts as a check, whatever happens behind it.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n#include <sys/socket.h>\n\ntypedef struct { int unused; } DAC_HandleTypeDef;\nint HAL_DAC_SetValue(DAC_HandleTypeDef *dac, uint32_t channel, uint32_t alignment, uint32_t value);\n\nint Heater_Command(int link, DAC_HandleTypeDef *dac)\n{\n    uint16_t power;\n    if (recv(link, &power, sizeof power, 0) != sizeof power) {\n        return -1;\n    }\n    return HAL_DAC_SetValue(dac, 0, 0, power);\n}\n",
        good: "#include <stdint.h>\n#include <sys/socket.h>\n\ntypedef struct { int unused; } DAC_HandleTypeDef;\nint HAL_DAC_SetValue(DAC_HandleTypeDef *dac, uint32_t channel, uint32_t alignment, uint32_t value);\n\nint Heater_Command(int link, DAC_HandleTypeDef *dac)\n{\n    uint16_t power;\n    if (recv(link, &power, sizeof power, 0) != sizeof power || power > 1200) {\n        return -1;\n    }\n    return HAL_DAC_SetValue(dac, 0, 0, power);\n}\n",
      },
    ],
  },
  on: { flow: { sink: { kinds: ["actuator"], visit } } },
});

/** Highest value of a converter of twelve bits: what reaches it was not limited after it was measured. */
const LEAST_CONVERTED = 4095;

function visit(context: FlowContext<"unchecked">, event: SinkEvent): void {
  const { argument } = event;
  if (argument.taint.length === 0 || isTestPath(context.file.document.path)) return;
  // Compared with anything, or limited by a calculation: somebody thought of the range.
  const isWhole = argument.range.high >= (argument.taint[0]?.kind === "sensor" ? LEAST_CONVERTED : argument.typeRange.high);
  if (argument.compared || !isWhole || argument.range.high <= 1) return;
  const { call, argument: node } = sinkArgument(context, event);
  const extras = cameFar(event.steps) ? { severity: "information" as const } : {};
  context.report(
    "unchecked",
    node === call ? event.span : node,
    { value: shownText(node), source: sourceName(event), callee: event.callee },
    { steps: event.steps, ...extras },
  );
}
