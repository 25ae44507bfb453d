import { parseArgs } from "node:util";
import type { Io } from "./io.js";

/** A problem with how the program was called, or with a file that it was told to use: message to the user, exit code 2. */
export class UsageError extends Error {}

interface OptionSpec {
  /** Absent for a switch. Names the value in the help: `FILE`, or its choices. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly short?: string;
  readonly multiple?: boolean;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments, as the help shows them: `[PATH…]`. */
  readonly positionals: string;
  readonly maxPositionals: number;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly details?: readonly string[];
  /** Returns the exit code. */
  run(args: Arguments, io: Io): Promise<number>;
}

/** Options that every command has. */
const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  help: { short: "h", help: "show this help" },
  "no-color": { help: "plain text, also on a terminal" },
  quiet: { short: "q", help: "results only: no progress, no totals" },
};

/** Parsed arguments of a command. */
export class Arguments {
  constructor(
    readonly positionals: readonly string[],
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** A value out of a fixed list, already checked against the option's choices. */
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    return choices.find((choice) => choice === this.text(name)) ?? fallback;
  }
}

/** Reads the arguments of one command; anything unknown or out of its choices is a {@link UsageError}. */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const specs = { ...COMMON_OPTIONS, ...command.options };
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      {
        type: spec.value === undefined ? ("boolean" as const) : ("string" as const),
        ...(spec.short === undefined ? {} : { short: spec.short }),
        ...(spec.multiple === true ? { multiple: true } : {}),
      },
    ]),
  );
  const { values, positionals } = parse(command, argv, options);
  for (const [name, spec] of Object.entries(specs)) {
    const value = values[name];
    if (spec.choices && typeof value === "string" && !spec.choices.includes(value)) {
      throw new UsageError(`--${name} can be ${spec.choices.join(", ")}; it is '${value}'.`);
    }
  }
  if (positionals.length > command.maxPositionals) {
    throw new UsageError(`'${positionals[command.maxPositionals] ?? ""}' is one argument too many for 'vitalint ${command.name}'.`);
  }
  return new Arguments(positionals, values);
}

type ParseOptions = NonNullable<Parameters<typeof parseArgs>[0]>["options"];

function parse(
  command: Command,
  argv: readonly string[],
  options: ParseOptions,
): { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...argv], options: options ?? {}, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\. To specify.*$/s, ".") : String(error);
    throw new UsageError(`${reason} See 'vitalint ${command.name} --help'.`);
  }
}

/** Help of one command, made from its table. */
export function commandHelp(command: Command): string {
  const specs = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  const left = specs.map(([name, spec]) => {
    const value = spec.value === undefined ? "" : ` ${spec.choices ? spec.choices.join("|") : spec.value}`;
    return `${spec.short === undefined ? "    " : `-${spec.short}, `}--${name}${value}`;
  });
  const width = Math.min(34, Math.max(...left.map((text) => text.length)));
  const lines = specs.map(([, spec], i) => {
    const option = left[i] ?? "";
    return option.length > width ? `  ${option}\n  ${" ".repeat(width)}  ${spec.help}` : `  ${option.padEnd(width)}  ${spec.help}`;
  });
  return [
    `vitalint ${command.name} [options] ${command.positionals}`.trimEnd(),
    "",
    command.summary,
    "",
    ...lines,
    ...(command.details ? ["", ...command.details] : []),
    "",
  ].join("\n");
}
