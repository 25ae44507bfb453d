import { defineRule } from "../../engine/src/index.js";
import { isChecked, sinkArgument, sourceName } from "../shared/c/outside.js";
import { shownText } from "../shared/expressions.js";

export default defineRule({
  id: "injection/log-forging",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [117],
    cert: ["STR02-C"],
    misra: ["C:2012 D4.14"],
    fda: ["event-detection-logging", "code-data-execution-integrity"],
    iso27001: ["A.8.15", "A.8.28"],
  },
  messages: {
    outside:
      "'{callee}' writes '{text}' to the system's log, and that comes from {source}: a line feed in it makes entries that never happened. Replace control characters first.",
  },
  docs: {
    title: "Text from outside written to the log as it is",
    what: "Follows texts from the network, files, the environment and user input to the values that `syslog` prints.",
    why: "The log decides what is believed after an incident. Whoever can write a line feed into it can write entries of their own, such as a confirmed alarm.",
    whatToDo: "Replace line feeds and other control characters before a text is logged, or log it in hexadecimal.",
    whenToDeviate: "When the log's format keeps entries apart whatever they hold, as the journal of systemd does. Say so.",
    limits: [
      "Only the system's log is known; the project's own log files are not.",
      "A function on the way that looks for line feeds, or is named for validating, counts as a check.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <sys/socket.h>\n#include <syslog.h>\n\nvoid Login_Note(int link)\n{\n    char name[32] = {0};\n    if (recv(link, name, sizeof name - 1, 0) > 0) {\n        syslog(LOG_NOTICE, "login of %s", name);\n    }\n}\n',
        good: '#include <string.h>\n#include <sys/socket.h>\n#include <syslog.h>\n\nvoid Login_Note(int link)\n{\n    char name[32] = {0};\n    if (recv(link, name, sizeof name - 1, 0) > 0 && strpbrk(name, "\\r\\n") == NULL) {\n        syslog(LOG_NOTICE, "login of %s", name);\n    }\n}\n',
      },
    ],
  },
  on: {
    flow: {
      sink: {
        kinds: ["log"],
        visit(context, event) {
          // A number says what it says.
          if (event.origin !== "outside" || event.argument.object === undefined) return;
          if (isChecked(context, event, ["isprint", "iscntrl", "isalnum"], /[\r\n]/)) return;
          const { call, argument } = sinkArgument(context, event);
          const data = { callee: event.callee, text: shownText(argument), source: sourceName(event) };
          context.report("outside", argument === call ? event.span : argument, data, { steps: event.steps });
        },
      },
    },
  },
});
