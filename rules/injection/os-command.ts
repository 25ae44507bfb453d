import { defineRule, isCFamily, type FlowContext, type SinkEvent } from "../../engine/src/index.js";
import { isFixedText } from "../shared/c/literals.js";
import { isChecked, isOpen, sinkArgument, sourceName } from "../shared/c/outside.js";
import { COMMAND_CALLS_ES, openShellCommand } from "../shared/es/commands.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { shownText } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "outside" | "program" | "shell" | "open";

/** Programs that interpret one of their arguments as a command. */
const SHELLS = /(^|[\\/])(sh|bash|dash|ash|zsh|ksh|busybox|cmd|cmd\.exe|powershell(\.exe)?|env|perl|python\d?)$/i;

export default defineRule<MessageId>({
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
    outside:
      "'{callee}' has a shell interpret '{command}', part of which comes from {source}: a ';' or '$(…)' in it runs other commands with this program's rights. Start the program directly, with its arguments as a list, and accept only expected values.",
    program:
      "'{callee}' starts the program that '{command}' names, and that comes from {source}: whoever sends it decides what runs. Use a fixed path, or choose from a fixed list.",
    shell:
      "'{callee}' has a shell interpret '{command}', which is put together at run time: a ';' or '$(…)' in it runs other commands with this program's rights. Start the program directly, with its arguments as a list.",
    open: "'{callee}' starts the program that '{command}' names at run time: whoever can change that text decides what runs. Use a fixed path, or choose from a fixed list.",
  },
  docs: {
    title: "Command that outsiders can change",
    what: "Follows texts from the network, files, the environment and the command line through copies, calls and files, and reports where one becomes part of a command that a shell interprets (`system`, `popen`, an argument of `sh -c`), or names the program that `exec…` starts. Where nothing is known of a shell command's text, because the function is called from elsewhere, that is reported as well; in TypeScript and JavaScript `exec` and `execSync` of `child_process`, and `spawn` or `execFile` with `shell: true`.",
    why: "A network name or a file name from a USB stick that becomes part of a shell command is a way to run anything on the device, usually as root. Several recalled gateways and infusion pumps fell to exactly this.",
    whatToDo:
      "Do the task with a library call, or start the program directly (`posix_spawn`, `execve`) with a fixed path and each argument as an element of its own; check arguments against a list of what is allowed.",
    whenToDeviate: "When every part of the text is made by the program itself from fixed pieces or numbers. Say from which.",
    limits: [
      "Commands that the program makes from its own texts and numbers are not reported.",
      "A function on the way that searches the text for dangerous characters, or is named for validating, counts as a check, whatever it does with the answer.",
      "Arguments of a program that is no shell are not reported: the program itself decides what they mean.",
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
      names: COMMAND_CALLS_ES,
      visit(context, call) {
        if (isCFamily(context.file.language)) return;
        const open = isTestPath(context.file.document.path) ? undefined : openShellCommand(context, call);
        if (open) context.report("shell", open, { callee: context.file.semantics.calleeName(call), command: shownText(open) });
      },
    },
    flow: {
      sink: {
        kinds: ["command", "program", "program-argument"],
        visit(context, event) {
          if (event.origin === "outside") reportOutside(context, event);
          else if (event.sink !== "program-argument") reportOpen(context, event);
        },
      },
    },
  },
});

function reportOutside(context: FlowContext<MessageId>, event: SinkEvent): void {
  if (isChecked(context, event, ["regexec", "isalnum", "iswalnum", "isalpha", "isdigit"], /[;|&`$<>'"]|^\w[\w -]+$/)) return;
  const { call, argument } = sinkArgument(context, event);
  // A program that is no shell takes its arguments as they are.
  if (event.sink === "program-argument" && !startsShell(context, event)) return;
  const data = { callee: event.callee, command: shownText(argument), source: sourceName(event) };
  context.report(event.sink === "program" ? "program" : "outside", argument === call ? event.span : argument, data, { steps: event.steps });
}

/** Nothing is known of who decides about the text; what is not even written as fixed text deserves a look. */
function reportOpen(context: FlowContext<MessageId>, event: SinkEvent): void {
  if (!isOpen(context, event)) return;
  const { argument } = sinkArgument(context, event);
  // `system(NULL)` asks whether there is a shell.
  if (isFixedText(context, argument) || /^(NULL|0|nullptr)$/.test(argument.text)) return;
  const data = { callee: event.callee, command: shownText(argument) };
  if (event.sink === "command") context.report("shell", argument, data, { steps: event.steps });
  else context.report("open", argument, data, { severity: "information" });
}

function startsShell(context: FlowContext, event: SinkEvent): boolean {
  const { call } = sinkArgument(context, event);
  return call.args.slice(0, 3).some((each) => SHELLS.test(context.file.semantics.stringValue(each) ?? ""));
}
