import { defineRule, type FlowContext, type FunctionGraph, type FunctionIr, type SyntaxNode } from "../../engine/src/index.js";
import { printfDirectives } from "../shared/c/format.js";

type Instruction = FunctionIr["blocks"][number]["instructions"][number];
type Call = Extract<Instruction, { readonly op: "call" }>;

export default defineRule({
  id: "memory/missing-terminator",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [170, 126],
    cert: ["STR32-C", "POS30-C", "STR03-C"],
    misra: ["C:2012 21.17"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    open: "'{reader}' takes '{array}' for a text, but '{writer}' may have filled it up to its last byte, and nobody put a zero behind: it reads on until it happens to meet one. Leave a byte of room, and end the text: `{array}[n] = '\\0'`.",
  },
  docs: {
    title: "Text without an end",
    what: "Reports local arrays that `strncpy`, `memcpy`, `read`, `recv`, `fread` and the like may fill completely, or that are initialised without room for a zero, and that are then used as a text, without a zero having been stored on any way in between.",
    why: "Functions for texts run on until they meet a zero. What lies behind the array is copied to a display or a log, or the copy overwrites other memory; it shows only with the longest name, or the longest message.",
    whatToDo:
      "Copy one byte less than the array has, and store a zero at the end; for received data behind the number of bytes that came: `frame[received] = '\\0'`. Or use functions with a length.",
    whenToDeviate: "When the sender always ends the text, and a test shows that this is checked.",
    limits: [
      "Local arrays, within one function.",
      "Any store into the array, and any other function that gets its address, is taken to end the text.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n#include <string.h>\n\nvoid Patient_Show(const char *name)\n{\n    char line[16];\n    strncpy(line, name, sizeof line);\n    printf("%s", line);\n}\n',
        good: "#include <stdio.h>\n#include <string.h>\n\nvoid Patient_Show(const char *name)\n{\n    char line[16];\n    strncpy(line, name, sizeof line - 1);\n    line[sizeof line - 1] = '\\0';\n    printf(\"%s\", line);\n}\n",
      },
    ],
  },
  on: { flow: { graph: { visit } } },
});

/** Functions that write bytes: which argument gets them, which one says how many, and which one they come from. */
const WRITERS: Readonly<
  Record<string, { readonly to: number; readonly count: readonly number[]; readonly from?: number; readonly received?: boolean }>
> = {
  strncpy: { to: 0, count: [2], from: 1 },
  stpncpy: { to: 0, count: [2], from: 1 },
  memcpy: { to: 0, count: [2], from: 1 },
  memmove: { to: 0, count: [2], from: 1 },
  read: { to: 1, count: [2], received: true },
  pread: { to: 1, count: [2], received: true },
  recv: { to: 1, count: [2], received: true },
  recvfrom: { to: 1, count: [2], received: true },
  fread: { to: 0, count: [1, 2], received: true },
};
/** Functions that look for the end of a text, and in which arguments. */
const READERS: Readonly<Record<string, readonly number[]>> = {
  strlen: [0], strcpy: [1], strcat: [0, 1], strcmp: [0, 1], strcasecmp: [0, 1], strchr: [0], strrchr: [0], strstr: [0, 1], strdup: [0],
  atoi: [0], atol: [0], atoll: [0], atof: [0], strtol: [0], strtoul: [0], strtod: [0], puts: [0], fputs: [0], sscanf: [0], strtok: [0],
}; // prettier-ignore
const FORMATS: Readonly<Record<string, number>> = { printf: 0, fprintf: 1, sprintf: 1, snprintf: 2, syslog: 1, dprintf: 1 };
/** Functions that read as many bytes as they are told, and keep nothing. */
const NEUTRAL: ReadonlySet<string> = new Set([
  "strnlen",
  "strncmp",
  "memcmp",
  "write",
  "send",
  "sendto",
  "fwrite",
  "sizeof",
  "strncasecmp",
]);

/** What an array holds: nothing was said of it, all zeros, or bytes of `writer` up to its end. */
type Content = { readonly kind: "zero" } | { readonly kind: "open"; readonly writer: string };
type Contents = ReadonlyMap<number, Content>;

function visit(context: FlowContext<"open">, graph: FunctionGraph): void {
  const { ir } = graph;
  if (ir.partial || !ir.blocks.some(({ instructions }) => instructions.some((each) => isTextCall(each)))) return;
  const before = new Map<number, Contents>([[0, new Map()]]);
  // In order; what loops bring back can only take knowledge away, and a second round is enough for that.
  for (let round = 0; round < 3; round++) for (const block of graph.order) flow(context, graph, block, before, undefined);
  const told = new Set<number>();
  for (const block of graph.order) {
    flow(context, graph, block, before, (call, array, writer) => {
      if (told.has(array)) return;
      told.add(array);
      const data = { reader: call.callee, writer, array: ir.variables[array]?.name ?? "" };
      context.report("open", context.file.tree.node(graph.nodeOf(call.node)), data);
    });
  }
}

function isTextCall(each: Instruction): boolean {
  return each.op === "call" && (each.callee in READERS || each.callee in FORMATS);
}

type Tell = (call: Call, array: number, writer: string) => void;

function flow(
  context: FlowContext<"open">,
  graph: FunctionGraph,
  block: number,
  before: Map<number, Contents>,
  tell: Tell | undefined,
): void {
  const contents = new Map(before.get(block) ?? []);
  for (const each of (graph.ir.blocks[block]?.instructions ?? []).slice(0, graph.runs(block))) step(context, graph, each, contents, tell);
  if (tell !== undefined) return;
  for (const next of graph.successors(block)) {
    const known = before.get(next);
    before.set(next, known === undefined ? new Map(contents) : both(known, contents));
  }
}

/** What is so on both ways. */
function both(a: Contents, b: Contents): Contents {
  return new Map([...a].filter(([variable, content]) => b.get(variable)?.kind === content.kind));
}

function step(
  context: FlowContext<"open">,
  graph: FunctionGraph,
  each: Instruction,
  contents: Map<number, Content>,
  tell: Tell | undefined,
): void {
  switch (each.op) {
    case "declare":
      contents.delete(each.variable);
      if (isFilledByInitializer(context, graph, each.variable)) contents.set(each.variable, { kind: "open", writer: INITIALIZER });
      return;
    case "clear": {
      if (
        each.place.kind === "variable" &&
        !isInitial(contents.get(each.place.variable)) &&
        sizeOf(graph, each.place.variable) !== undefined
      )
        contents.set(each.place.variable, { kind: "zero" });
      return;
    }
    case "store":
    case "copy": {
      const variable = variableOf(each.op === "store" ? each.place : each.to);
      // A cleared array has zeros behind what is stored in it.
      if (variable === undefined || contents.get(variable)?.kind === "zero") return;
      const declared = graph.ir.variables[variable]?.node;
      const place = context.file.tree.node(graph.nodeOf(each.node));
      const isInside = declared !== undefined && isPartOf(place, context.file.tree.node(graph.nodeOf(declared)));
      if (!isInitial(contents.get(variable)) || !isInside) contents.delete(variable);
      return;
    }
    case "call":
      callStep(graph, each, contents, tell);
      return;
    default:
      return;
  }
}

const INITIALIZER = "the initialiser";

function isInitial(content: Content | undefined): boolean {
  return content?.kind === "open" && content.writer === INITIALIZER;
}

function isPartOf(node: SyntaxNode, declared: SyntaxNode): boolean {
  const outer = declared.kind === "declarator" ? declared : (declared.ancestor("declarator", "declaration") ?? declared);
  return node.span.start >= outer.span.start && node.span.end <= outer.span.end;
}

/** `char unit[2] = "ml";`: as many characters as there is room. */
function isFilledByInitializer(context: FlowContext<"open">, graph: FunctionGraph, variable: number): boolean {
  const size = sizeOf(graph, variable);
  const declared = graph.ir.variables[variable]?.node;
  if (size === undefined || declared === undefined) return false;
  const node = context.file.tree.node(graph.nodeOf(declared));
  const declarator = node.kind === "declarator" ? node : node.ancestor("declarator");
  const value = declarator?.child("value");
  if (value === undefined) return false;
  const text = context.file.semantics.stringValue(value);
  if (text !== undefined) return text.length === size;
  const elements = value.children;
  return value.kind === "initializerList" && elements.length === size && elements.every((each) => /^'[^\\]'$/.test(each.text));
}

function callStep(graph: FunctionGraph, call: Call, contents: Map<number, Content>, tell: Tell | undefined): void {
  const texts = textArguments(graph, call);
  const writer = WRITERS[call.callee];
  call.args.forEach((register, position) => {
    const array = arrayOf(graph, register);
    if (array === undefined) return;
    if (texts.includes(position)) {
      const content = contents.get(array);
      if (content?.kind === "open") tell?.(call, array, content.writer);
      return;
    }
    if (writer !== undefined && writer.to !== position) return;
    if (call.callee === "memset" && graph.constantOf(call.args[1] ?? -1) === 0) contents.set(array, { kind: "zero" });
    else if (writer !== undefined && fills(graph, call, array, contents.get(array)?.kind === "zero"))
      contents.set(array, { kind: "open", writer: call.callee });
    else if (!NEUTRAL.has(call.callee) && !(call.callee in FORMATS && position > (FORMATS[call.callee] ?? 0))) {
      if (writer === undefined || contents.get(array)?.kind !== "zero") contents.delete(array);
    }
  });
}

/** True when a call may leave no zero in an array. */
function fills(graph: FunctionGraph, call: Call, array: number, zeroed: boolean): boolean {
  const writer = WRITERS[call.callee];
  const size = sizeOf(graph, array);
  if (writer === undefined || size === undefined) return false;
  const source = writer.from === undefined ? undefined : graph.definition(bareRegister(graph, call.args[writer.from] ?? -1));
  const counts = writer.count.map((position) => graph.constantOf(call.args[position] ?? -1));
  const count = counts.reduce<number | undefined>(
    (product, each) => (product === undefined || each === undefined ? undefined : product * each),
    1,
  );
  if (source?.op === "string") return count !== undefined && count < source.bytes && (count >= size || !zeroed);
  if (writer.received === true) return count === undefined ? false : count >= size || !zeroed;
  // Copies of whole records, and of other arrays with their own ends.
  if (call.callee.startsWith("mem") && source?.op !== "load") return false;
  return count !== undefined && count >= size;
}

/** Positions of arguments that a call takes for texts. */
function textArguments(graph: FunctionGraph, call: Call): readonly number[] {
  const position = FORMATS[call.callee];
  if (position === undefined) return READERS[call.callee] ?? [];
  const format = graph.definition(bareRegister(graph, call.args[position] ?? -1));
  if (format?.op !== "string") return [];
  const found: number[] = [];
  let next = position + 1;
  for (const directive of printfDirectives(format.text)) {
    if (directive.conversion === "%") continue;
    next += Number(directive.width === "*") + Number(directive.precision === "*");
    // A precision limits how far it reads.
    if (directive.conversion === "s" && directive.precision === undefined) found.push(next);
    next++;
  }
  return found;
}

function bareRegister(graph: FunctionGraph, register: number): number {
  let each = register;
  for (let made = graph.definition(each); made?.op === "cast"; made = graph.definition(each)) each = made.operand;
  return each;
}

/** The local array whose start a register holds. */
function arrayOf(graph: FunctionGraph, register: number): number | undefined {
  const made = graph.definition(bareRegister(graph, register));
  if (made?.op !== "address") return undefined;
  const { place } = made;
  const variable =
    place.kind === "element" && graph.constantOf(place.index) === 0
      ? variableOf(place)
      : place.kind === "variable"
        ? place.variable
        : undefined;
  return variable !== undefined && sizeOf(graph, variable) !== undefined ? variable : undefined;
}

type Place = Extract<Instruction, { readonly op: "load" }>["place"];

function variableOf(place: Place): number | undefined {
  return place.kind === "variable" ? place.variable : place.kind === "deref" ? undefined : variableOf(place.base);
}

/** Bytes of a local array of characters. */
function sizeOf(graph: FunctionGraph, variable: number): number | undefined {
  const { storage, type } = graph.ir.variables[variable] ?? {};
  if (storage !== "local" || type?.kind !== "array" || type.of.kind !== "integer" || type.of.bits !== 8) return undefined;
  return type.length;
}
