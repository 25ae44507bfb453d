import { defineRule } from "../../engine/src/index.js";

type MessageId = "written" | "passed";

export default defineRule<MessageId>({
  id: "memory/literal-write",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [758],
    cert: ["STR30-C"],
    misra: ["C:2012 7.4"],
    iec62304: ["memory management and overflow"],
    fda: ["resiliency-recovery"],
    iso27001: ["A.8.28"],
  },
  messages: {
    written:
      "'{pointer}' points to a string literal, and it is written here: literals lie in flash or read-only memory, where the write faults or is lost, and equal ones can be one. Copy the text to an array first: 'char name[] = …'.",
    passed:
      "'{pointer}' points to a string literal, and '{callee}' writes to it: literals lie in flash or read-only memory, where the write faults or is lost, and equal ones can be one. Pass an array.",
  },
  docs: {
    title: "String literal that is written",
    what: "Follows the addresses of string literals through variables and calls, and reports where the program or a library function writes through one.",
    why: "On a microcontroller literals lie in flash: the write ends in a fault and resets the pump, or does nothing and the text stays what it was. On a computer it ends the program.",
    whatToDo:
      'Give the text memory of its own: `char name[] = "pump";` instead of `char *name`. Declare pointers to literals `const char *`, so that the compiler refuses the write.',
    whenToDeviate: "Never; the language does not define what happens.",
    limits: ["Pointers kept in variables of the file are not followed."],
    examples: [
      {
        language: "c",
        bad: 'void Name_Show(const char *text);\n\nvoid Name_Set(char unit)\n{\n    char *name = "pump ?";\n    name[5] = unit;\n    Name_Show(name);\n}\n',
        good: 'void Name_Show(const char *text);\n\nvoid Name_Set(char unit)\n{\n    char name[] = "pump ?";\n    name[5] = unit;\n    Name_Show(name);\n}\n',
      },
    ],
  },
  on: {
    flow: {
      life: {
        visit(context, event) {
          if (event.problem !== "literal-written") return;
          const node = context.file.tree.node(event.node);
          const callee =
            event.callee !== "" ? event.callee : event.viaCall && node.kind === "call" ? (node.child("callee")?.text ?? "") : "";
          context.report(callee === "" ? "written" : "passed", event.span, { pointer: event.pointer, callee }, { steps: event.steps });
        },
      },
    },
  },
});
