// Functions of C that start other programs.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { isFixedText } from "./literals.js";

/** Through a shell: the whole text is interpreted. */
export const SHELL_FUNCTIONS: readonly string[] = ["system", "std::system", "popen", "_popen", "_wsystem", "wpopen", "_wpopen"];
/** Directly: the first argument names the program. */
// prettier-ignore
export const EXEC_FUNCTIONS: readonly string[] = [
  "execl", "execlp", "execle", "execv", "execvp", "execve", "execvpe", "_execl", "_execv", "_spawnl", "_spawnlp", "_spawnv", "_spawnvp",
];

/** The argument of a call that names or holds a command which is not fixed text. */
export function openCommand(context: RuleContext, call: SyntaxNode): { readonly command: SyntaxNode; readonly shell: boolean } | undefined {
  const callee = context.file.semantics.calleeName(call);
  const shell = SHELL_FUNCTIONS.includes(callee);
  const command = call.args[callee.includes("spawn") ? 1 : 0];
  // A fixed command does what its author wrote; `system(NULL)` asks whether there is a shell.
  if (!command || isFixedText(context, command) || /^(NULL|0|nullptr)$/.test(command.text)) return undefined;
  return { command, shell };
}
