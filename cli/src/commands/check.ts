import { relative, resolve } from "node:path";
import {
  atLeast,
  byRisk,
  diagnosticSubject,
  findingsJson,
  findingsText,
  isOpen,
  junitXml,
  languageOfPath,
  ruleStates,
  saysBudgetSpent,
  saysIncomplete,
  sarifLog,
  SEVERITIES,
  summaryLine,
  type ReportedFinding,
  type Severity,
} from "../../../engine/src/index.js";
import { gitState, shardText } from "../../../host/src/index.js";
import { RULES } from "../../../rules/index.js";
import { applyBaseline, writeBaseline } from "../baseline-file.js";
import { UsageError, type Arguments, type Command } from "../command.js";
import { EXIT_CODES, exitCode, type Outcome } from "../exit-codes.js";
import { fixUntilStable } from "../fix.js";
import { emit, type Io } from "../io.js";
import { jobsOf, shardOf } from "../jobs.js";
import { locate, type Target } from "../locate.js";
import { productVersion } from "../product.js";
import { ruleFilter } from "../rule-filter.js";
import { openSession, type Session } from "../session.js";
import { statistics } from "../statistics.js";

export const RANKS = ["place", "risk"] as const;

export const FORMATS = ["text", "json", "sarif", "junit"] as const;
type Format = (typeof FORMATS)[number];

export const check: Command = {
  name: "check",
  summary: "Finds security and safety weaknesses and broken traceability in a project, or in some of its files.",
  positionals: "[PATH…]",
  maxPositionals: Infinity,
  options: {
    format: { value: "FORMAT", choices: FORMATS, help: "how findings are written (default: text)" },
    output: { value: "FILE", short: "o", help: "write them to a file" },
    "fail-on": { value: "SEVERITY", choices: [...SEVERITIES, "never"], help: "exit with 1 from this severity on (default: warning)" },
    "fail-on-incomplete": { help: "exit with 3 also where an analysis budget was spent" },
    fix: { help: "apply all safe fixes to the files, check again until nothing changes" },
    baseline: { value: "FILE", help: "only findings that FILE does not hold are open" },
    "write-baseline": { help: "with --baseline: freeze today's open findings in FILE" },
    rules: { value: "RULES", help: "report these rules only: ids or groups, e.g. memory/*,crypto/weak-hash" },
    preset: { value: "PRESET", choices: ["recommended", "strict"], help: "use this preset instead of the configured ones" },
    rank: {
      value: "ORDER",
      choices: RANKS,
      help: "order of findings: place, or risk: those before the gravest hazard first (default: place)",
    },
    all: { help: "text: show hints, disposed and frozen findings too" },
    shard: { value: "I/N", help: "analyse the I-th of N parts, and write what 'vitalint merge' needs of it" },
    jobs: { value: "N", short: "j", help: "workers that share the analysis (default: one for two cores, fewer for a small project)" },
    "no-cache": { help: "analyse anew, even if an earlier run saw the same bytes; keep nothing" },
    stats: { help: "count files, lines and findings on standard error" },
  },
  details: ["Exit codes:", ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code)}  ${meaning}`)],
  run: async (args, io) => {
    const target = await locate(args.positionals, io.cwd);
    for (const path of target.missing) io.err(`vitalint: ${path}: it does not exist\n`);
    const missing: Outcome = target.missing.length > 0 ? "usage" : "clean";
    if (target.missing.length > 0 && target.missing.length === args.positionals.length) return exitCode(missing);
    if (args.flag("write-baseline") && args.text("baseline") === undefined) throw new UsageError("--write-baseline needs --baseline FILE.");
    const filter = ruleFilter(args.text("rules"));
    const preset = args.text("preset");
    const shard = shardOf(args.text("shard"));
    if (shard !== undefined && args.flag("fix")) throw new UsageError("--fix needs the whole project; it does not go with --shard.");
    const session = await openSession(target.root, {
      io,
      shard,
      env: process.env,
      cache: !args.flag("no-cache"),
      edits: args.flag("fix"),
      // Texts that change reach one worker only.
      jobs: args.flag("fix") ? 1 : jobsOf(args.text("jobs")),
      ...(preset === undefined ? {} : { preset }),
    });
    try {
      if (shard !== undefined) {
        await emit(io, args.text("output"), shardText(await session.shard(shard)));
        return exitCode(missing);
      }
      return Math.max(exitCode(missing), await checkProject(args, io, session, target, filter));
    } finally {
      await session.close();
    }
  },
};

/** Writes a project's findings as the options of `check` say; gives the exit code. */
export async function checkProject(
  args: Arguments,
  io: Io,
  session: Session,
  target: Target,
  filter: (rule: string) => boolean,
): Promise<number> {
  // The engine's own diagnostics can't be filtered away: they say what the other findings are worth.
  const selected = (f: ReportedFinding): boolean =>
    diagnosticSubject(f.rule) === "configuration" ||
    (target.selects(f.place.file) && (filter(f.rule) || diagnosticSubject(f.rule) !== undefined));
  const find = async (): Promise<readonly ReportedFinding[]> => (await session.findings()).filter(selected);
  const all = args.flag("fix") ? await fixUntilStable(session, find, io) : await find();

  const file = args.text("baseline");
  if (file !== undefined && args.flag("write-baseline")) {
    await writeBaseline(file, all, io);
    return exitCode(...outcomesOf(all, undefined, args.flag("fail-on-incomplete")));
  }
  const findings = file === undefined ? all : await applyBaseline(file, all, io.cwd);
  const ranked = args.choice("rank", RANKS, "place") === "risk" ? byRisk(findings) : findings;
  await write(args, io, session, target, ranked);
  if (args.flag("stats")) io.err(statistics(findings, await session.report(), await session.flowCoverage()));
  const failOn = args.choice("fail-on", [...SEVERITIES, "never"] as const, "warning");
  return exitCode(...outcomesOf(findings, failOn === "never" ? undefined : failOn, args.flag("fail-on-incomplete")));
}

function outcomesOf(findings: readonly ReportedFinding[], failOn: Severity | undefined, budgets: boolean): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const f of findings) {
    if (saysIncomplete(f.rule) || (budgets && saysBudgetSpent(f.rule))) outcomes.push("incomplete");
    else if (diagnosticSubject(f.rule) === "configuration") outcomes.push("usage");
    else if (failOn !== undefined && isOpen(f) && atLeast(f.severity, failOn)) outcomes.push("findings");
  }
  return outcomes;
}

async function write(args: Arguments, io: Io, session: Session, target: Target, findings: readonly ReportedFinding[]): Promise<void> {
  const format: Format = args.choice("format", FORMATS, "text");
  const output = args.text("output");
  const { config } = session.folder.loaded;
  const run = { toolVersion: productVersion(), configurationDigest: config.digest };
  switch (format) {
    case "json":
      return emit(io, output, findingsJson(findings, run));
    case "junit": {
      const failOn = args.choice("fail-on", SEVERITIES, "warning");
      return emit(
        io,
        output,
        junitXml(
          findings,
          session.folder.paths.filter((path) => languageOfPath(path) !== undefined && target.selects(path)),
          failOn,
        ),
      );
    }
    case "sarif": {
      const { commit } = await gitState(session.folder.root);
      const successful = !findings.some((f) => saysIncomplete(f.rule));
      const sarif = { ...run, successful, baseline: args.text("baseline") !== undefined, ...(commit === undefined ? {} : { commit }) };
      return emit(io, output, sarifLog(findings, ruleStates(RULES, config), sarif));
    }
    case "text":
      return writeText(args, io, session, findings);
  }
}

async function writeText(args: Arguments, io: Io, session: Session, findings: readonly ReportedFinding[]): Promise<void> {
  const shown = args.flag("all") ? findings : findings.filter((f) => isOpen(f) && f.severity !== "hint");
  const output = args.text("output");
  const texts = await session.texts(shown.map((f) => f.place.file));
  const pathOf = (file: string): string => relative(io.cwd, resolve(session.folder.root, file)) || file;
  const color = io.color && !args.flag("no-color") && output === undefined;
  const body = findingsText(shown, texts, { color, frames: true, pathOf });
  const hidden = findings.filter((f) => isOpen(f) && f.severity === "hint").length;
  const hint = !args.flag("all") && hidden > 0 ? " (hints are shown with --all)" : "";
  const totals = args.flag("quiet") ? "" : `${body === "" ? "" : "\n"}${summaryLine(findings)}${hint}\n`;
  await emit(io, output, body + totals);
}
