import { Arguments, commandHelp, parseArguments, UsageError, type Command } from "./command.js";
import { check } from "./commands/check.js";
import { explain } from "./commands/explain.js";
import { init } from "./commands/init.js";
import { merge } from "./commands/merge.js";
import { report } from "./commands/report.js";
import { rules } from "./commands/rules.js";
import { trace } from "./commands/trace.js";
import { EXIT_CODES, exitCode } from "./exit-codes.js";
import { processIo, type Io } from "./io.js";
import { productVersion } from "./product.js";
import { suggest } from "./suggest.js";

const COMMANDS: readonly Command[] = [check, merge, trace, report, rules, explain, init];

void main(process.argv.slice(2), processIo(process.env));

async function main(argv: readonly string[], io: Io): Promise<void> {
  try {
    process.exitCode = await run(argv, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`vitalint: ${error.message}\n`);
      process.exitCode = exitCode("usage");
      return;
    }
    // Whatever else went wrong, the analysis did not come to its end: never silence, never exit code 0.
    io.err(
      `vitalint: the analysis crashed. Please report this.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitCode("incomplete");
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    io.err(help());
    return exitCode("usage");
  }
  if (name === "version" || name === "--version" || name === "-V") {
    await io.out(`vitalint ${productVersion()}\n`);
    return exitCode("clean");
  }
  const wanted = name === "help" ? rest[0] : name;
  if (wanted === undefined || wanted === "--help" || wanted === "-h") {
    await io.out(help());
    return exitCode("clean");
  }
  const command = COMMANDS.find((candidate) => candidate.name === wanted);
  if (!command) throw new UsageError(unknownCommand(wanted));
  if (name === "help" || rest.includes("--help") || rest.includes("-h")) {
    await io.out(commandHelp(command));
    return exitCode("clean");
  }
  const args: Arguments = parseArguments(command, rest);
  return command.run(args, args.flag("quiet") ? { ...io, progress: () => undefined } : io);
}

function unknownCommand(name: string): string {
  const near = suggest(
    name,
    COMMANDS.map((command) => command.name),
  );
  return `There is no command '${name}'.${near === undefined ? "" : ` Did you mean '${near}'?`} See 'vitalint help'.`;
}

function help(): string {
  return [
    "vitalint COMMAND [options]",
    "",
    "Security, safety and IEC 62304 traceability for medical-device software in C, C++, TypeScript and JavaScript.",
    "",
    ...COMMANDS.map((command) => `  ${command.name.padEnd(9)} ${command.summary}`),
    "  version   Shows the version.",
    "  help      Shows this, or the help of a command.",
    "",
    "Exit codes:",
    ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code)}  ${meaning}`),
    "",
  ].join("\n");
}
