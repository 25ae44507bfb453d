import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SEVERITIES, reportDocument } from "../../../engine/src/index.js";
import { readShard, reasonOf, type ShardFile } from "../../../host/src/index.js";
import { UsageError, type Command } from "../command.js";
import { EXIT_CODES } from "../exit-codes.js";
import { emit } from "../io.js";
import { jobsOf } from "../jobs.js";
import { locate } from "../locate.js";
import { ruleFilter } from "../rule-filter.js";
import { openSession } from "../session.js";
import { checkProject, FORMATS, RANKS } from "./check.js";

export const merge: Command = {
  name: "merge",
  summary: "Joins what runs of 'check --shard' found out: the result is that of one run over the whole project.",
  positionals: "SHARD…",
  maxPositionals: Infinity,
  options: {
    project: { value: "FOLDER", help: "the project, with the files that the shards saw (default: the current folder)" },
    format: { value: "FORMAT", choices: FORMATS, help: "how findings are written (default: text)" },
    output: { value: "FILE", short: "o", help: "write them to a file" },
    rank: {
      value: "ORDER",
      choices: RANKS,
      help: "order of findings: place, or risk: those before the gravest hazard first (default: place)",
    },
    report: { value: "FILE", help: "write the report as well, as HTML" },
    "fail-on": { value: "SEVERITY", choices: [...SEVERITIES, "never"], help: "exit with 1 from this severity on (default: warning)" },
    "fail-on-incomplete": { help: "exit with 3 also where an analysis budget was spent" },
    baseline: { value: "FILE", help: "only findings that FILE does not hold are open" },
    rules: { value: "RULES", help: "report these rules only: ids or groups, e.g. memory/*,crypto/weak-hash" },
    preset: { value: "PRESET", choices: ["recommended", "strict"], help: "the preset that the shards were made with" },
    all: { help: "text: show hints, disposed and frozen findings too" },
    jobs: { value: "N", short: "j", help: "workers that share the rest of the work (default: 1)" },
    stats: { help: "count files, lines and findings on standard error" },
  },
  details: ["Exit codes:", ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code)}  ${meaning}`)],
  run: async (args, io) => {
    if (args.positionals.length === 0) throw new UsageError("merge needs the shards that 'vitalint check --shard' wrote.");
    const shards: (ShardFile & { readonly name: string })[] = [];
    for (const name of args.positionals) shards.push({ ...(await shardOf(resolve(io.cwd, name), name)), name });
    const target = await locate([args.text("project") ?? "."], io.cwd);
    const filter = ruleFilter(args.text("rules"));
    const preset = args.text("preset");
    const jobs = jobsOf(args.text("jobs"));
    const session = await openSession(target.root, {
      io,
      env: process.env,
      cache: false,
      jobs,
      shards,
      ...(preset === undefined ? {} : { preset }),
    });
    try {
      const code = await checkProject(args, io, session, target, filter);
      const report = args.text("report");
      if (report !== undefined) await emit(io, report, reportDocument(await session.report()));
      return code;
    } finally {
      await session.close();
    }
  },
};

async function shardOf(path: string, name: string): Promise<ShardFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${name} can't be read: ${reasonOf(error)}.`);
  }
  const shard = readShard(text);
  if (typeof shard === "string") throw new UsageError(`${name} can't be merged: ${shard}.`);
  return shard;
}
