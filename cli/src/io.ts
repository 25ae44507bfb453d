import { writeFile } from "node:fs/promises";
import { UsageError } from "./command.js";

/** Where the program writes. Results go to standard output, everything about the run to standard error. */
export interface Io {
  readonly cwd: string;
  readonly color: boolean;
  /** A person is watching: standard error is a terminal and no CI system. */
  readonly interactive: boolean;
  out(text: string): Promise<void>;
  err(text: string): void;
  /** A line that replaces the one before; nothing where nobody watches. */
  progress(text: string): void;
}

/** The process's own streams. A reader that goes away (`| head`) ends the program quietly. */
export function processIo(env: NodeJS.ProcessEnv): Io {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
  const interactive = stderr.isTTY && (env["CI"] ?? "") === "";
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write("\r\u001b[K");
    shown = false;
  };
  return {
    cwd: process.cwd(),
    color: env["FORCE_COLOR"] !== undefined ? env["FORCE_COLOR"] !== "0" : stdout.isTTY && (env["NO_COLOR"] ?? "") === "",
    interactive,
    out: (text) => {
      clear();
      return new Promise((resolve, reject) => stdout.write(text, (error) => (error ? reject(error) : resolve())));
    },
    err: (text) => {
      clear();
      stderr.write(text);
    },
    progress: (text) => {
      if (!interactive) return;
      clear();
      if (text === "") return;
      stderr.write(text.slice(0, Math.max(20, stderr.columns - 1)));
      shown = true;
    },
  };
}

/** Writes a result to a file, or to standard output without one. */
export async function emit(io: Io, file: string | undefined, content: string): Promise<void> {
  if (file === undefined || file === "-") return io.out(content);
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new UsageError(`${file} can't be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
