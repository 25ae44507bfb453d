import { UsageError, type Arguments } from "./command.js";
import type { Io } from "./io.js";
import { locate } from "./locate.js";
import { openSession, type Session, type SessionOptions } from "./session.js";

/** Runs a command on the one project that its only argument, or the current folder, names. */
export async function oneProject(
  args: Arguments,
  io: Io,
  run: (session: Session) => Promise<number>,
  projects: readonly string[] = args.positionals,
  options: Pick<SessionOptions, "extra" | "traceOnly" | "jobs"> = {},
): Promise<number> {
  const target = await locate(projects, io.cwd);
  const [missing] = target.missing;
  if (missing !== undefined) throw new UsageError(`${missing}: it does not exist.`);
  const session = await openSession(target.root, {
    io: args.flag("quiet") ? { ...io, progress: () => undefined } : io,
    env: process.env,
    cache: true,
    ...options,
  });
  try {
    return await run(session);
  } finally {
    await session.close();
  }
}
