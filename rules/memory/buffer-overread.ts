import { defineRule } from "../../engine/src/index.js";
import { boundsData, isSure, wayOf } from "../shared/c/bounds.js";

export default defineRule<"call" | "index" | "pointer">({
  id: "memory/buffer-overread",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [125, 126, 788],
    cert: ["ARR30-C", "ARR38-C", "STR32-C"],
    misra: ["C:2012 18.1", "C:2012 21.17", "C:2012 D4.1"],
    iec62304: ["memory management and overflow", "boundary conditions"],
    fda: ["code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    call: "'{callee}' reads {length} from {object}, which has {size}, from byte {offset} on: it takes what lies behind for data. Limit the length to what is there.",
    index: "{amount} reaches byte {offset} of {object}, which has {size}: what lies behind is taken for data. Correct the index.",
    pointer:
      "This reads {length} from byte {offset} on of {object}, which has {size}: what lies behind is taken for data. Correct the position.",
  },
  docs: {
    title: "Read past the end of memory",
    what: "Follows sizes, lengths of strings and positions through variables, structures, calls and files, and reports reads that end behind the array, member or block they go to.",
    why: "What lies behind is taken for data: a wrong value is shown or used for therapy, secrets leave the device in a message, or the access faults and stops it.",
    whatToDo:
      "Take the length from the source, not from the destination, when the source is the shorter one; end texts with a zero before they are treated as texts.",
    whenToDeviate:
      "When memory behind or before the object is meant and laid out by the linker, as with a table of vectors; say so in the reason.",
    limits: [
      "Only memory whose size is known in the project: arrays, structure members, allocated blocks of known size.",
      "Reported where the access goes outside on every run that comes by this way; where that depends on data from outside, `memory/untrusted-length` speaks.",
      "Loops are followed as long as their bounds can be told from constants and sizes.",
      "What goes outside of one object several times in one function is told at the first place.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <string.h>\n\nvoid Name_Copy(char target[32])\n{\n    const char name[8] = "Heparin";\n    memcpy(target, name, 32);\n}\n',
        good: '#include <string.h>\n\nvoid Name_Copy(char target[32])\n{\n    const char name[8] = "Heparin";\n    memcpy(target, name, sizeof name);\n}\n',
      },
    ],
  },
  on: {
    flow: {
      access: {
        visit(context, event) {
          if (event.mode !== "read" || !isSure(event, "past")) return;
          context.report(wayOf(event), event.span, boundsData(event), { steps: event.steps });
        },
      },
    },
  },
});
