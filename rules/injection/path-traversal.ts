import { defineRule, type FlowContext, type SinkEvent, type TaintSource } from "../../engine/src/index.js";
import { isChecked, sinkArgument, sourceName } from "../shared/c/outside.js";
import { shownText } from "../shared/expressions.js";

/** Folders that the system's own settings name. */
const SYSTEM_FOLDERS = /"(HOME|TMPDIR|TMP|TEMP|PWD|XDG_\w+|APPDATA|LOCALAPPDATA|PROGRAMDATA|USERPROFILE|SNAP\w*)"/;

export default defineRule({
  id: "injection/path-traversal",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [22, 23, 36, 73],
    cert: ["FIO02-C"],
    misra: ["C:2012 D4.14"],
    fda: ["code-data-execution-integrity", "authorization"],
    iso27001: ["A.8.28"],
  },
  messages: {
    outside:
      "'{callee}' takes a file name that comes from {source} ('{name}'): with '../' or '/' at its start it names any file this program may touch. Accept only names from a list or of expected characters, and check where 'realpath' leads.",
  },
  docs: {
    title: "File name from outside used without a check",
    what: "Follows texts from the network, files, the environment and user input through copies, calls and files, and reports where one becomes (part of) the name of a file that is opened, made, renamed or removed.",
    why: "A log or update request that names `../../etc/passwd` reads or overwrites what it should never reach: keys, patient records, the device's own program.",
    whatToDo:
      "Map requests to fixed names, or accept only letters and digits; resolve the whole name with `realpath` and compare its beginning with the folder it has to stay in.",
    whenToDeviate:
      "When whoever gives the name may open every file that the program may, as an administrator on the device's own console. Say who.",
    limits: [
      "File names on the command line are not reported: whoever starts a program chooses its files.",
      "Folders from `HOME`, `TMPDIR` and the like are taken for trusted.",
      "A function on the way that searches the text for dots or slashes, resolves it, or is named for validating, counts as a check, whatever it does with the answer.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n#include <sys/socket.h>\n\nFILE *Log_OpenRequested(int link)\n{\n    char name[32] = {0};\n    char path[64];\n    if (recv(link, name, sizeof name - 1, 0) <= 0) {\n        return NULL;\n    }\n    snprintf(path, sizeof path, "/var/log/pump/%s", name);\n    return fopen(path, "r");\n}\n',
        good: '#include <stdio.h>\n#include <string.h>\n#include <sys/socket.h>\n\nFILE *Log_OpenRequested(int link)\n{\n    char name[32] = {0};\n    char path[64];\n    if (recv(link, name, sizeof name - 1, 0) <= 0 || strpbrk(name, "/\\\\.") != NULL) {\n        return NULL;\n    }\n    snprintf(path, sizeof path, "/var/log/pump/%s", name);\n    return fopen(path, "r");\n}\n',
      },
    ],
  },
  on: {
    flow: {
      sink: {
        kinds: ["path"],
        visit(context, event) {
          if (event.origin !== "outside") return;
          if (event.argument.taint.every((source) => isTrusted(context, source))) return;
          if (isChecked(context, event, ["realpath", "basename", "regexec", "isalnum", "iswalnum"], /\.|[/\\]/)) return;
          report(context, event);
        },
      },
    },
  },
});

function report(context: FlowContext<"outside">, event: SinkEvent): void {
  const { call, argument } = sinkArgument(context, event);
  const data = { callee: event.callee, name: shownText(argument), source: sourceName(event) };
  context.report("outside", argument === call ? event.span : argument, data, { steps: event.steps });
}

/** Whoever starts the program, and the system's settings, may name files. */
function isTrusted({ project }: FlowContext, { kind, step }: TaintSource): boolean {
  if (kind === "argument") return true;
  if (kind !== "environment") return false;
  const { file, span } = step.location;
  return SYSTEM_FOLDERS.test((project.text(file) ?? "").slice(span.start, span.end));
}
