import { defineRule, isCFamily } from "../../engine/src/index.js";
import { EXEC_FUNCTIONS, openCommand, SHELL_FUNCTIONS } from "../shared/c/commands.js";
import { COMMAND_CALLS_ES, openShellCommand } from "../shared/es/commands.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { shownText } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "injection/os-command",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [78, 88],
    cert: ["ENV33-C", "STR02-C"],
    misra: ["C:2012 21.8", "C:2012 21.21"],
    fda: ["code-data-execution-integrity", "authorization"],
    iso27001: ["A.8.28"],
  },
  messages: {
    shell:
      "'{callee}' has a shell interpret '{command}', which is put together at run time: a ';' or '$(…)' in it runs other commands with this program's rights. Start the program directly, with its arguments as a list.",
    program:
      "'{callee}' starts the program that '{command}' names at run time: whoever can change that text decides what runs. Use a fixed path, or choose from a fixed list.",
  },
  docs: {
    title: "Command put together at run time",
    what: "Reports `system`, `popen` and their like when the command is not fixed text, and, as information, `exec…` with a program name that is not fixed; in TypeScript and JavaScript `exec` and `execSync` of `child_process`, and `spawn` or `execFile` with `shell: true`.",
    why: "A network name or a file name from a USB stick that becomes part of a shell command is a way to run anything on the device, usually as root. Several recalled gateways and infusion pumps fell to exactly this.",
    whatToDo:
      "Do the task with a library call, or start the program directly (`posix_spawn`, `execve`) with a fixed path and each argument as an element of its own; check arguments against a list of what is allowed.",
    whenToDeviate: "When every part of the text is made by the program itself from fixed pieces or numbers. Say from which.",
    limits: [
      "Fixed commands are not reported, though a relative program name depends on the search path.",
      "Whether the text can be influenced from outside is not known; only that it is not fixed.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n#include <stdlib.h>\n\nint Network_Join(const char *name)\n{\n    char command[128];\n    snprintf(command, sizeof command, "wifi-join %s", name);\n    return system(command);\n}\n',
        good: '#include <unistd.h>\n\nint Network_Join(const char *name)\n{\n    return execl("/usr/bin/wifi-join", "wifi-join", "--", name, (char *)0);\n}\n',
      },
      {
        language: "typescript",
        bad: 'import { exec } from "node:child_process";\n\nexport function ping(host: string, done: (output: string) => void): void {\n  exec(`ping -c 1 ${host}`, (_error, output) => done(output));\n}\n',
        good: 'import { execFile } from "node:child_process";\n\nexport function ping(host: string, done: (output: string) => void): void {\n  execFile("ping", ["-c", "1", "--", host], (_error, output) => done(output));\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: [...SHELL_FUNCTIONS, ...EXEC_FUNCTIONS, ...COMMAND_CALLS_ES],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        if (!isCFamily(context.file.language)) {
          const open = isTestPath(context.file.document.path) ? undefined : openShellCommand(context, call);
          if (open) context.report("shell", open, { callee, command: shownText(open) });
          return;
        }
        // The project's own function of that name starts nothing.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        const open = openCommand(context, call);
        if (!open) return;
        const data = { callee, command: shownText(open.command) };
        if (open.shell) context.report("shell", open.command, data);
        else context.report("program", open.command, data, { severity: "information" });
      },
    },
  },
});
