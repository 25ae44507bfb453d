import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, placeName, shownText } from "../shared/expressions.js";
import { wordsOf } from "../shared/names.js";

/** Units by the last words of a name; units of one quantity exclude each other. */
const UNITS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["time", { ns: "ns", us: "µs", usec: "µs", micros: "µs", ms: "ms", msec: "ms", millis: "ms", sec: "s", secs: "s", seconds: "s", minutes: "min", hours: "h" }],
  ["rate", { "ml per hour": "mL/h", "ml per h": "mL/h", "ml h": "mL/h", "ml hr": "mL/h", mlh: "mL/h", "ml per min": "mL/min", "ml per minute": "mL/min", "ml min": "mL/min", "ul per h": "µL/h", "ul per min": "µL/min", "ml per s": "mL/s", bpm: "1/min" }],
  ["volume", { ml: "mL", ul: "µL", nl: "nL", liter: "L", liters: "L" }],
  ["pressure", { mmhg: "mmHg", kpa: "kPa", hpa: "hPa", mbar: "mbar", cmh2o: "cmH2O", psi: "psi" }],
  ["temperature", { celsius: "°C", "deg c": "°C", fahrenheit: "°F", "deg f": "°F", kelvin: "K" }],
  ["mass", { mg: "mg", ug: "µg", mcg: "µg", kg: "kg", grams: "g" }],
  ["voltage", { mv: "mV", uv: "µV", volts: "V" }],
  ["current", { ma: "mA", ua: "µA", amps: "A" }],
  ["length", { mm: "mm", um: "µm", cm: "cm" }],
  ["angle", { deg: "°", degrees: "°", rad: "rad", radians: "rad" }],
  // Behind all others: `rate_ml_per_s` is no time.
  ["time", { s: "s", second: "s" }],
]; // prettier-ignore

export default defineRule({
  id: "safety/unit-mismatch",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [682, 1025],
    cert: ["INT01-C"],
    misra: ["C:2012 D4.6"],
    iec62304: ["data and control flow", "boundary conditions"],
  },
  messages: {
    mismatch:
      "'{left}' says {leftUnit} and '{right}' says {rightUnit}, and nothing converts between them. Convert, or correct the name that is wrong.",
  },
  docs: {
    title: "Values with different units in their names",
    what: "Reports assignments, initial values, comparisons, sums and arguments in which both names end in a unit of the same quantity, and the units differ.",
    why: "A rate in millilitres a minute that is taken for one an hour is an overdose of sixty times. Names are the only place where C keeps units.",
    whatToDo: "Convert where the value changes its unit, in a function whose name says it, and name variables by what they hold.",
    whenToDeviate: "Never: rename what the name says wrongly.",
    limits: [
      "Only names that end in a unit, and do not tell an amount of it (`PERIOD_50MS`); expressions with a factor or a call are taken to convert.",
    ],
    examples: [
      {
        language: "c",
        bad: "static int rate_ml_per_hour;\n\nvoid Pump_Set(int requested_ml_per_min)\n{\n    rate_ml_per_hour = requested_ml_per_min;\n}\n",
        good: "static int rate_ml_per_hour;\n\nvoid Pump_Set(int requested_ml_per_min)\n{\n    rate_ml_per_hour = requested_ml_per_min * 60;\n}\n",
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["assignment", "declarator", "binary", "call"],
      visit(context, node) {
        switch (node.kind) {
          case "assignment":
            if (/^[-+]?=$/.test(node.operator)) compare(context, node, node.child("left"), node.child("right"));
            return;
          case "declarator":
            compare(context, node, node.child("name"), node.child("value"));
            return;
          case "binary":
            if (/^([=!]=|[<>]=?|[-+])$/.test(node.operator) && !isPair(node))
              compare(context, node, node.child("left"), node.child("right"));
            return;
          default:
            checkArguments(context, node);
        }
      },
    },
  },
});

/** `tv_sec + tv_usec`: two parts of one value, mixed on purpose. */
function isPair(node: SyntaxNode): boolean {
  const [left, right] = [node.child("left"), node.child("right")].map((side) => (side ? nameOf(side).replace(/_?[^_]*$/, "") : ""));
  return (node.operator === "+" || node.operator === "-") && left !== "" && left === right;
}

function compare(context: RuleContext<"mismatch">, at: SyntaxNode, left: SyntaxNode | undefined, right: SyntaxNode | undefined): void {
  if (!left || !right) return;
  const a = nameOf(left);
  const b = a === "" ? "" : nameOf(right);
  if (disagree(a, b) && !at.ancestor("macroDefinition")) report(context, at, a, b);
}

function report(context: RuleContext<"mismatch">, at: SyntaxNode, left: string, right: string): void {
  const units = disagree(left, right);
  if (units) context.report("mismatch", at, { left, leftUnit: units[0].unit, right, rightUnit: units[1].unit });
}

/** The units of two names, where they are different ones of one quantity. */
function disagree(left: string, right: string): readonly [Unit, Unit] | undefined {
  const a = unitOf(left);
  const b = a && unitOf(right);
  if (!a || !b) return undefined;
  return a.quantity === b.quantity && a.unit !== b.unit ? [a, b] : undefined;
}

/** The name of a plain place; anything computed may convert. */
function nameOf(node: SyntaxNode): string {
  const inner = bare(node);
  return inner.is("identifier", "member", "fieldName", "subscript") ? placeName(inner) : "";
}

interface Unit {
  readonly quantity: string;
  readonly unit: string;
}

/** Units by their words, with their place in the table: where several fit, the first one counts. */
const ENDINGS: ReadonlyMap<string, Unit & { readonly order: number }> = new Map(
  UNITS.flatMap(([quantity, units]) => Object.entries(units).map(([ending, unit]) => ({ ending, quantity, unit }))).map(
    ({ ending, quantity, unit }, order) => [ending, { quantity, unit, order }],
  ),
);
const MAX_WORDS = Math.max(...[...ENDINGS.keys()].map((ending) => ending.split(" ").length));

function unitOf(name: string): Unit | undefined {
  if (name === "") return undefined;
  // `REFRESH_1S`, `TIMEOUT_50MS`: the name tells how much it is, not in which unit it is kept.
  if (/(?:^|_)\d+_?[A-Za-zµ]+$/.test(name)) return undefined;
  const words = wordsOf(name);
  // A name that is nothing but a unit, or that converts from one to another, says nothing of what it holds.
  if (words.length < 2 || words.some((word) => word === "to" || (word === "per" && words.length < 3))) return undefined;
  let found: (Unit & { readonly order: number }) | undefined;
  let before: string | undefined;
  for (let length = 1; length <= MAX_WORDS && length < words.length; length++) {
    const unit = ENDINGS.get(words.slice(-length).join(" "));
    if (unit === undefined || (found !== undefined && found.order < unit.order)) continue;
    found = unit;
    before = words.at(-length - 1);
  }
  // `…_per_ms` is no time.
  return before === "per" ? undefined : found;
}

function checkArguments(context: RuleContext<"mismatch">, call: SyntaxNode): void {
  const callee = context.file.semantics.calleeName(call);
  if (callee === "" || call.args.length === 0) return;
  // Most calls have no argument with a unit.
  if (!call.args.some((argument) => unitOf(nameOf(argument)) !== undefined)) return;
  const own = context.project.resolveFunction(callee, context.file.document.path);
  call.args.forEach((argument, index) => {
    const parameter = own?.parameterNames[index];
    if (parameter !== undefined) report(context, argument, parameter, shownText(bare(argument)) === "" ? "" : nameOf(argument));
  });
}
