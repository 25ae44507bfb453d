import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { count, type FilePath, type RecordedReview, type ReviewTarget } from "../../engine/src/index.js";
import { gitUserName, reasonOf } from "../../host/src/index.js";
import { UsageError } from "./command.js";
import type { Io } from "./io.js";
import { runDate } from "./product.js";
import type { Session } from "./session.js";

/** Marks links as reviewed today: of each id or file that was named, or `all`. */
export async function markLinks(session: Session, names: readonly string[], reviewer: string | undefined, io: Io): Promise<void> {
  const { root } = session.folder;
  const named = reviewer?.trim() ?? "";
  const name = named === "" ? await gitUserName(root) : named;
  if (name === undefined) throw new UsageError("Say who reviews: --reviewer NAME, or 'git config user.name'.");
  const date = runDate(process.env).slice(0, 10);
  let links = 0;
  const written = new Set<FilePath>();
  for (const each of names) {
    const recorded = await session.markReviewed(targetOf(each, session, io.cwd), { name, date });
    if ("problem" in recorded) throw new UsageError(`${each}: ${recorded.problem}`);
    links += recorded.links;
    for (const edit of recorded.files) {
      await session.setText(edit.path, await write(join(root, edit.path), edit));
      written.add(edit.path);
    }
  }
  io.err(`${count(links, "link")} marked as reviewed by ${name} on ${date} in ${[...written].join(" and ")}.\n`);
}

function targetOf(name: string, { folder }: Session, cwd: string): ReviewTarget {
  if (name === "all") return { of: "all" };
  const path = relative(folder.root, resolve(cwd, name)).split(sep).join("/");
  return folder.paths.includes(path) ? { of: "file", file: path } : { of: "item", id: name };
}

type FileEdit = Extract<RecordedReview, { readonly files: unknown }>["files"][number];

async function write(file: string, { edits }: FileEdit): Promise<string> {
  try {
    let text = existsSync(file) ? (await readFile(file, "utf8")).replace(/^\ufeff/, "") : "";
    for (const { span, newText } of edits) text = text.slice(0, span.start) + newText + text.slice(span.end);
    await writeFile(file, text);
    return text;
  } catch (error) {
    throw new UsageError(`${file} can't be written: ${reasonOf(error)}.`);
  }
}
