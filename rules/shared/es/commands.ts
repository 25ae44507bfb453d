// Functions of Node.js that start other programs.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { constantValue, isFixed, propertyValue } from "./values.js";

/** Through a shell: the whole text is interpreted. */
const SHELL: readonly string[] = ["child_process.exec", "child_process.execSync", "child_process.promises.exec", "shelljs.exec", "execa.command", "execa.commandSync", "execa.execaCommand", "execa.execaCommandSync"]; // prettier-ignore
/** Directly, unless the options ask for a shell. */
const DIRECT: readonly string[] = ["child_process.spawn", "child_process.spawnSync", "child_process.execFile", "child_process.execFileSync", "cross-spawn", "cross-spawn.sync", "execa", "execa.execa"]; // prettier-ignore

export const COMMAND_CALLS_ES: readonly string[] = [...SHELL, ...DIRECT];

/** The part of a shell command that is not fixed; `undefined` when all is fixed or no shell reads it. */
export function openShellCommand(context: RuleContext, call: SyntaxNode): SyntaxNode | undefined {
  const [command, list] = call.args;
  if (!command) return undefined;
  if (SHELL.includes(context.file.semantics.calleeName(call))) return isFixed(context, command) ? undefined : command;
  if (!asksForShell(context, call)) return undefined;
  if (!isFixed(context, command)) return command;
  return list && !list.is("object") && !isFixed(context, list) ? list : undefined;
}

function asksForShell(context: RuleContext, call: SyntaxNode): boolean {
  return call.args.some((argument) => {
    const options = argument.kind === "object" ? argument : constantValue(context, argument);
    const shell = propertyValue(options, "shell");
    return shell !== undefined && shell.text !== "false" && shell.text !== "undefined";
  });
}
