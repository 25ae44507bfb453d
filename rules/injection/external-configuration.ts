import { defineRule } from "../../engine/src/index.js";
import { isChecked, sinkArgument, sourceName } from "../shared/c/outside.js";
import { shownText } from "../shared/expressions.js";

/** Variables that decide what code is found: a graver weakness with a rule of its own. */
const SEARCHED = /^(PATH|LD_\w+|DYLD_\w+|IFS|PYTHONPATH|PERL5LIB|NODE_PATH|BASH_ENV|ENV)(=|$)/i;

export default defineRule({
  id: "injection/external-configuration",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [15],
    cert: ["ENV03-C"],
    misra: ["C:2012 D4.14"],
    fda: ["authorization", "code-data-execution-integrity"],
    iso27001: ["A.8.9", "A.8.28"],
  },
  messages: {
    outside:
      "'{callee}' changes a setting of the system to '{value}', which comes from {source}: whoever sends it decides about more than this program. Accept only expected values, and only from somebody who may.",
  },
  docs: {
    title: "Setting of the system taken from outside",
    what: "Follows texts and numbers from the network, files and user input to calls that change the environment, the host's name or its clock.",
    why: "A monitor whose clock or name a stranger can set files alarms and doses under the wrong time or patient.",
    whatToDo: "Check who asks, and compare the value with what is allowed before it is set.",
    whenToDeviate: "When the value was checked elsewhere, or its source can be reached only by service personnel. Say how.",
    limits: [
      "Search paths (`PATH` and its like) are reported by `injection/search-path`.",
      "A function on the way that searches the text, or is named for validating, counts as a check, whatever it does with the answer.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n#include <sys/socket.h>\n#include <unistd.h>\n\nint Network_Rename(int link)\n{\n    char name[65] = {0};\n    if (recv(link, name, sizeof name - 1, 0) <= 0) {\n        return -1;\n    }\n    return sethostname(name, strlen(name));\n}\n",
        good: '#include <string.h>\n#include <sys/socket.h>\n#include <unistd.h>\n\nint Network_Rename(int link)\n{\n    char name[65] = {0};\n    if (recv(link, name, sizeof name - 1, 0) <= 0) {\n        return -1;\n    }\n    if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] != 0) {\n        return -1;\n    }\n    return sethostname(name, strlen(name));\n}\n',
      },
    ],
  },
  on: {
    flow: {
      sink: {
        kinds: ["environment", "environment-name", "configuration"],
        visit(context, event) {
          if (event.origin !== "outside" || event.argument.compared) return;
          const { call, argument } = sinkArgument(context, event);
          if (event.texts.some((text) => SEARCHED.test(text))) return;
          const name = event.sink === "environment" && event.position > 0 ? call.args[event.position - 1] : undefined;
          if (name && SEARCHED.test(context.file.semantics.stringValue(name) ?? "")) return;
          if (isChecked(context, event, ["regexec", "isalnum", "isdigit"], /./)) return;
          const data = { callee: event.callee, value: shownText(argument), source: sourceName(event) };
          context.report("outside", argument === call ? event.span : argument, data, { steps: event.steps });
        },
      },
    },
  },
});
