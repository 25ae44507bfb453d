import { defineRule, type FlowContext, type SinkEvent, type SyntaxNode } from "../../engine/src/index.js";
import { cameFar, sourceName } from "../shared/c/outside.js";
import { bare, declaredName, enclosingNode, placeName, shownText } from "../shared/expressions.js";

type MessageId = "write" | "read";

export default defineRule<MessageId>({
  id: "memory/untrusted-pointer",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [822, 123],
    cert: ["INT36-C", "INT04-C"],
    misra: ["C:2012 D4.14", "C:2012 11.4"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    write:
      "'{value}' comes from {source} and is taken for the address that is written: whoever sends it can put what they like where they like, registers and code included. Compare it with the range that may be written first.",
    read: "'{value}' comes from {source} and is taken for an address: whoever sends it can read all memory of the device, or stop it. Compare it with the range that may be read first.",
  },
  docs: {
    title: "Number from outside taken for an address",
    what: "Follows numbers that come from the network, a serial link, Bluetooth, a file or the environment, and reports where one becomes a pointer through which memory is read or written, without having been compared with anything on the way.",
    why: "A service command “write this word to that address” is a door for everybody who can send a message: with it a stranger changes the program, the limits of the therapy, or the keys. Read alone, it gives away keys and patient data.",
    whatToDo:
      "Accept an index into a table of what may be accessed. Where it has to be an address, compare it with the first and the last one that is allowed, length included, and authenticate the sender.",
    whenToDeviate: "In a boot loader or a factory tool that only runs with an authenticated session. Name what authenticates it.",
    limits: [
      "A comparison with something that is not known counts as a check, whatever happens behind it.",
      "Pointers inside received structures are not reported: libraries keep such structures for themselves.",
      "A pointer that is only handed on to a function without a model is not reported.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n#include <sys/socket.h>\n\nstruct poke { uint32_t address; uint32_t value; };\n\nint Service_Poke(int link)\n{\n    struct poke request;\n    if (recv(link, &request, sizeof request, 0) != sizeof request) {\n        return -1;\n    }\n    *(volatile uint32_t *)request.address = request.value;\n    return 0;\n}\n",
        good: "#include <stdint.h>\n#include <sys/socket.h>\n\n#define TUNING_FIRST 0x20001000u\n#define TUNING_LAST 0x200010FCu\n\nstruct poke { uint32_t address; uint32_t value; };\n\nint Service_Poke(int link)\n{\n    struct poke request;\n    if (recv(link, &request, sizeof request, 0) != sizeof request) {\n        return -1;\n    }\n    if (request.address < TUNING_FIRST || request.address > TUNING_LAST) {\n        return -1;\n    }\n    *(volatile uint32_t *)request.address = request.value;\n    return 0;\n}\n",
      },
    ],
  },
  on: { flow: { sink: { kinds: ["address"], visit } } },
});

/** Below so many bits a number is an index or an offset, whatever it is cast to. */
const LEAST_ADDRESS = 0xffff;

function visit(context: FlowContext<MessageId>, event: SinkEvent): void {
  const { argument } = event;
  if (argument.taint.length === 0) return;
  // Compared with anything, or limited by a calculation: somebody thought of the range.
  if (argument.compared || argument.range.high < LEAST_ADDRESS || argument.range.high < argument.typeRange.high) return;
  const cast = context.file.tree.node(event.node);
  const use = useOf(context, cast);
  if (use === undefined) return;
  const extras = cameFar(event.steps) ? { severity: "information" as const } : {};
  const value = shownText(bare(cast));
  context.report(use, event.span, { value, source: sourceName(event) }, { steps: event.steps, ...extras });
}

/** What is done with a pointer that a cast makes; `undefined`: nothing with the memory, as far as it can be seen. */
function useOf(context: FlowContext<MessageId>, cast: SyntaxNode): MessageId | undefined {
  let value = cast;
  for (let outer = value.parent; outer?.is("cast", "parenthesized") === true; outer = value.parent) value = outer;
  const direct = accessBy(value);
  if (direct !== undefined) return direct;
  const { parent } = value;
  if (parent?.kind === "arguments") return useByCall(context, parent, value);
  // A value of another call goes on as it is: `memcpy(to, (void *)address, n)` through a macro or a table.
  const target = parent?.kind === "assignment" ? parent.child("left") : parent?.kind === "declarator" ? declaredName(parent) : undefined;
  const owner = target && enclosingNode(context.file, cast);
  if (!target || !owner) return undefined;
  const name = placeName(target) || target.text;
  const uses = [...owner.descendants()].flatMap((each) =>
    each.start > cast.end && each.kind === "identifier" && placeName(each) === name ? (useOfName(context, each) ?? []) : [],
  );
  return uses.includes("write") ? "write" : uses[0];
}

function useOfName(context: FlowContext<MessageId>, name: SyntaxNode): MessageId | undefined {
  return accessBy(name) ?? (name.parent?.kind === "arguments" ? useByCall(context, name.parent, name) : undefined);
}

/** `*p`, `p[i]`, `p->x`, and whether it stands where something is written. */
function accessBy(pointer: SyntaxNode): MessageId | undefined {
  let access = pointer.parent;
  if (access?.is("update", "parenthesized") === true) access = access.parent;
  const isAccess =
    (access?.kind === "unary" && access.operator === "*") ||
    (access?.kind === "subscript" && access.firstChild?.id === pointer.id) ||
    (access?.kind === "member" && access.operator === "->");
  if (!access || !isAccess) return undefined;
  let whole = access;
  while (whole.parent?.is("member", "subscript", "parenthesized") === true && whole.parent.firstChild?.id === whole.id)
    whole = whole.parent;
  const holder = whole.parent;
  const isWritten = (holder?.kind === "assignment" && holder.child("left")?.id === whole.id) || holder?.kind === "update";
  return isWritten ? "write" : "read";
}

/** Functions that write or read what an argument points to: `name:written,read`, by position. */
const COPIES: ReadonlyMap<string, { readonly written: number; readonly read: number }> = new Map(
  "memcpy:0,1 memmove:0,1 memset:0, bzero:0, strcpy:0,1 strncpy:0,1 strlen:,0 memcmp:,0 send:,1 write:,1 fwrite:,0 recv:1, read:1, fread:0, HAL_UART_Transmit:,1 HAL_UART_Receive:1, HAL_SPI_Transmit:,1"
    .split(" ")
    .map((entry) => {
      const [, name = "", written = "", read = ""] = /^(\w+):(\d?),(\d?)$/.exec(entry) ?? [];
      return [name, { written: written === "" ? -1 : Number(written), read: read === "" ? -1 : Number(read) }] as const;
    }),
);

function useByCall(context: FlowContext<MessageId>, list: SyntaxNode, value: SyntaxNode): MessageId | undefined {
  const call = list.parent;
  const copy = call?.kind === "call" ? COPIES.get(context.file.semantics.calleeName(call)) : undefined;
  if (call === undefined || copy === undefined) return undefined;
  const position = call.args.findIndex(({ id }) => id === value.id);
  if (position < 0) return undefined;
  return position === copy.written ? "write" : position === copy.read ? "read" : undefined;
}
