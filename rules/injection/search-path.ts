import { defineRule, type FlowContext, type SinkEvent } from "../../engine/src/index.js";
import { isChecked, sinkArgument, sourceName } from "../shared/c/outside.js";
import { shownText } from "../shared/expressions.js";

type MessageId = "variable" | "library" | "relative";

/** Variables that decide what code is found and run. */
const SEARCHED = /^(PATH|LD_\w+|DYLD_\w+|IFS|PYTHONPATH|PERL5LIB|NODE_PATH|BASH_ENV|ENV)(=|$)/i;

/** Calls that look for a program in the folders of `PATH`. */
const SEARCHING = /^(system|popen|execlp|execvp|execvpe|posix_spawnp|_w?popen|_w?system|_w?execl?v?pe?|_w?spawnl?v?p)$/;

/** Words that a shell understands itself. */
const BUILTINS: ReadonlySet<string> = new Set([
  "cd",
  "echo",
  "exit",
  "export",
  "exec",
  "set",
  "unset",
  "test",
  "true",
  "false",
  "ulimit",
  "umask",
  "wait",
  "kill",
]);

export default defineRule<MessageId>({
  id: "injection/search-path",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [426, 427, 114],
    cert: ["ENV33-C", "ENV03-C", "WIN00-C"],
    misra: ["C:2012 21.8", "C:2012 21.21"],
    fda: ["code-data-execution-integrity", "authorization"],
    iso27001: ["A.8.28"],
  },
  messages: {
    variable:
      "'{callee}' sets where programs or libraries are searched to a text from {source}: whoever sends it has this program run theirs. Set a fixed value.",
    library:
      "'{callee}' loads the library that '{name}' names, and that comes from {source}: whoever sends it decides what code runs. Use a fixed path.",
    relative:
      "'{callee}' starts '{program}' without saying where it is: the first program of that name in the folders of 'PATH' runs, with this program's rights. Give the whole path.",
  },
  docs: {
    title: "Program or library searched where others can put theirs",
    what: 'Reports commands that name their program without its path (`system("ls")`, `popen`, `execlp`), also where the name comes through buffers and calls; search paths (`PATH`, `LD_LIBRARY_PATH` and their like) that are set to texts from outside; and libraries whose name comes from outside.',
    why: "A service with root's rights that calls `reboot` by its bare name starts whatever program of that name stands in the first folder of the search path. One writable folder there, or one variable kept from the caller, and a stranger's program runs on the device.",
    whatToDo:
      "Write the whole path of every program and library, set `PATH` to a fixed value before anything is started, and take no part of it from outside.",
    whenToDeviate: "When the file system can't be written and the environment is set by the system's own start-up alone. Say where.",
    limits: [
      "Commands that are put together at run time are judged only by the texts that the program itself contributes.",
      "Words that the shell itself understands (`cd`, `echo`, `exit`) are not reported.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdlib.h>\n\nint Device_Restart(void)\n{\n    return system("reboot -f");\n}\n',
        good: '#include <stdlib.h>\n\nint Device_Restart(void)\n{\n    return system("/sbin/reboot -f");\n}\n',
      },
      {
        language: "c",
        bad: '#include <stdio.h>\n#include <stdlib.h>\n\nint Tools_SetFolder(FILE *settings)\n{\n    char folder[64];\n    if (fgets(folder, sizeof folder, settings) == NULL) {\n        return -1;\n    }\n    return setenv("PATH", folder, 1);\n}\n',
        good: '#include <stdlib.h>\n\nint Tools_SetFolder(void)\n{\n    return setenv("PATH", "/usr/bin:/bin", 1);\n}\n',
      },
    ],
  },
  on: {
    flow: {
      sink: {
        kinds: ["environment", "environment-name", "library", "command", "program"],
        visit(context, event) {
          if (event.sink === "command" || event.sink === "program") reportRelative(context, event);
          else if (event.origin === "outside") reportOutside(context, event);
        },
      },
    },
  },
});

function reportOutside(context: FlowContext<MessageId>, event: SinkEvent): void {
  if (isChecked(context, event, ["realpath"], /[/\\:;]|^\w+$/)) return;
  const { call, argument } = sinkArgument(context, event);
  const at = argument === call ? event.span : argument;
  const data = { callee: event.callee, name: shownText(argument), source: sourceName(event) };
  if (event.sink === "library") context.report("library", at, data, { steps: event.steps });
  else if (setsSearchPath(context, event)) context.report("variable", at, data, { steps: event.steps });
}

/** The variable's name stands in the same text (`putenv("PATH=…")`), or in the argument before (`setenv("PATH", …)`). */
function setsSearchPath(context: FlowContext, event: SinkEvent): boolean {
  if (event.texts.some((text) => SEARCHED.test(text))) return true;
  const { call } = sinkArgument(context, event);
  const name = event.position > 0 ? call.args[event.position - 1] : undefined;
  return name !== undefined && SEARCHED.test(context.file.semantics.stringValue(name) ?? "");
}

function reportRelative(context: FlowContext<MessageId>, event: SinkEvent): void {
  if (event.origin !== "fixed" || !SEARCHING.test(event.callee)) return;
  const texts = [...event.texts, ...(event.argument.string === undefined ? [] : [event.argument.string])].filter(
    (text) => text.trim() !== "",
  );
  // A piece with a folder, or one that is filled in, may be where the command begins; another whole command is only another way.
  if (texts.some((text) => /^\s*[.%$~"'({]/.test(text) || (/^\s*([/\\]|[A-Za-z]:)/.test(text) && /[/\\\s=]$/.test(text)))) return;
  const program = texts
    .map((text) => /^([A-Za-z][\w.+-]*)(?=\s|$)/.exec(text)?.[1])
    .find((name) => name !== undefined && !BUILTINS.has(name));
  if (program === undefined) return;
  const { call, argument } = sinkArgument(context, event);
  context.report("relative", argument === call ? event.span : argument, { callee: event.callee, program }, { steps: event.steps });
}
