import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import {
  CSV_TABLES,
  EXPORT_EXTENSION,
  impactJson,
  impactMarkdown,
  impactText,
  reportDocument,
  reportMarkdown,
  traceDocument,
  ROW_STATES,
  writtenTrace,
  type CsvTable,
  type FileInput,
  type TraceDocument,
  type TraceFilter,
} from "../../../engine/src/index.js";
import { changesSince, projectFileFilter, reasonOf } from "../../../host/src/index.js";
import { UsageError, type Arguments, type Command } from "../command.js";
import { exitCode, type Outcome } from "../exit-codes.js";
import { emit, type Io } from "../io.js";
import { markLinks } from "../mark-reviewed.js";
import { jobsOf } from "../jobs.js";
import { oneProject } from "../one-project.js";
import { ruleOutcomes } from "../report-outcome.js";
import type { Session } from "../session.js";
import { stampResults } from "../stamp.js";
import { traceGate } from "../trace-gate.js";

const FORMATS = ["text", "json", "csv", "md", "html"] as const;

export const trace: Command = {
  name: "trace",
  summary: "Shows the coverage of requirements and risk controls, and every missing link.",
  positionals: "[PROJECT]",
  // A shell makes several arguments of the results that --stamp names.
  maxPositionals: 10_000,
  options: {
    format: { value: "FORMAT", choices: FORMATS, help: "how it is written (default: text)" },
    output: { value: "FILE", short: "o", help: "write it to a file" },
    table: { value: "TABLE", choices: CSV_TABLES, help: "the table of a CSV file (default: requirements)" },
    id: { value: "PATTERN", multiple: true, help: "list only items whose id fits: 'SRS-0*'" },
    file: { value: "GLOB", multiple: true, help: "list only items of these documents" },
    state: { value: "STATE", multiple: true, help: `list only items in this state: ${ROW_STATES.join(", ")}` },
    class: { value: "CLASS", multiple: true, help: "list only items of this safety class: A, B, C, unassigned" },
    require: {
      value: "NAME=PERCENT",
      multiple: true,
      help: "exit with 1 below a share: coverage, implemented, verified, risk-controls, units",
    },
    baseline: { value: "FILE", help: "exit with 1 where the trace got worse than FILE remembers" },
    "write-baseline": { help: "with --baseline: remember today's trace in FILE" },
    since: { value: "REV", help: "what the changes since a commit affect: requirements, risk controls, tests to repeat" },
    "mark-reviewed": {
      value: "ID|FILE",
      multiple: true,
      help: "record that the links of a requirement, unit or file ('all': every link) were reviewed",
    },
    stamp: {
      value: "RESULTS",
      multiple: true,
      help: "record on which version the tests in these result files passed (JUnit XML)",
    },
    commit: { value: "REV", help: "the commit that --stamp's tests ran on" },
    reviewer: { value: "NAME", help: "who reviewed them (default: git's user.name)" },
    merge: { value: "FILE", multiple: true, help: "join with the trace of another repository, as 'trace --format json' wrote it" },
    jobs: { value: "N", short: "j", help: "workers that share the reading (default: one for two cores, fewer for a small project)" },
    "fail-on-gaps": { help: "exit with 1 where a link is missing or broken" },
  },
  run: async (args, io) => {
    const stamps = args.list("stamp");
    const isResult = (name: string): boolean => stamps.length > 0 && /\.xml$/i.test(name);
    const results = [...stamps, ...args.positionals.filter(isResult)];
    const projects = args.positionals.filter((name) => !isResult(name));
    const [, surplus] = projects;
    if (surplus !== undefined) throw new UsageError(`'${surplus}' is one argument too many for 'vitalint trace'.`);
    const run = async (session: Session): Promise<number> => {
      if (stamps.length > 0) {
        const commit = args.text("commit");
        if (commit === undefined) throw new UsageError("--stamp needs --commit REV: the version that the tests ran on.");
        return exitCode((await stampResults(session, results, commit, io)) ? "clean" : "findings");
      }
      const since = args.text("since");
      if (since !== undefined) return showImpact(args, io, session, since);
      const reviewed = args.list("mark-reviewed");
      if (reviewed.length > 0) {
        await markLinks(session, reviewed, args.text("reviewer"), io);
        return exitCode("clean");
      }
      const document = await documentFor(args, session);
      await emit(io, args.text("output"), document.content);
      const gaps: Outcome = args.flag("fail-on-gaps") && document.hasGaps ? "findings" : "clean";
      return exitCode(gaps, await traceGate(args, document, io), ...ruleOutcomes(document.rules));
    };
    const asksForMore = stamps.length > 0 || args.text("since") !== undefined || args.list("mark-reviewed").length > 0;
    const traceOnly = !asksForMore && isTraceOnly(args.choice("format", FORMATS, "text"), args.choice("table", CSV_TABLES, "requirements"));
    const extra = await exportsOf(args.list("merge"), io.cwd);
    return oneProject(args, io, run, projects, { extra, traceOnly, jobs: jobsOf(args.text("jobs")) });
  },
};

/** Documents for people and tables of findings state what the code's analysis found; the trace itself needs none. */
async function documentFor(args: Arguments, session: Session): Promise<TraceDocument> {
  const format = args.choice("format", FORMATS, "text");
  const table = args.choice("table", CSV_TABLES, "requirements");
  const wanted = { table, filter: filterOf(args), gaps: args.text("baseline") !== undefined };
  if (format === "md") return writtenTrace(await session.report(), wanted, reportMarkdown);
  if (format === "html") return writtenTrace(await session.report(), wanted, reportDocument);
  if (isTraceOnly(format, table)) return session.traceDocument({ ...wanted, format });
  return traceDocument(await session.report(), { ...wanted, format });
}

/** True for what is written without analysing code. */
function isTraceOnly(format: (typeof FORMATS)[number], table: CsvTable): boolean {
  if (format === "csv") return table !== "findings" && table !== "dispositions" && table !== "rules";
  return format === "text" || format === "json";
}

const CLASSES = ["A", "B", "C", "unassigned"] as const;

function filterOf(args: Arguments): TraceFilter {
  const files = args.list("file");
  return { ids: args.list("id"), files, states: chosen(args, "state", ROW_STATES), classes: chosen(args, "class", CLASSES) };
}

/** The values of a repeatable option that come out of a fixed list. */
function chosen<T extends string>(args: Arguments, name: string, known: readonly T[]): readonly T[] {
  return args.list(name).map((value) => {
    const found = known.find((each) => each.toLowerCase() === value.toLowerCase());
    if (found === undefined) throw new UsageError(`--${name} can be ${known.join(", ")}; it is '${value}'.`);
    return found;
  });
}

const IMPACT_FORMATS = ["text", "json", "md"] as const;

async function showImpact(args: Arguments, io: Io, session: Session, since: string): Promise<number> {
  const format = args.text("format") ?? "text";
  if (format === "csv" || format === "html") throw new UsageError(`--since writes ${IMPACT_FORMATS.join(", ")}; --format is '${format}'.`);
  const { root, loaded } = session.folder;
  const earlier = await changesSince(root, since, projectFileFilter(loaded.config), loaded.config.encoding);
  if ("error" in earlier) throw new UsageError(`--since: ${earlier.error}.`);
  const impact = await session.changeImpact(earlier.files, since);
  const write = { text: impactText, json: impactJson, md: impactMarkdown }[args.choice("format", IMPACT_FORMATS, "text")];
  await emit(io, args.text("output"), write(impact));
  return exitCode();
}

/** Traces of other repositories, as files of the project for this run. */
async function exportsOf(files: readonly string[], cwd: string): Promise<readonly FileInput[]> {
  return Promise.all(
    files.map(async (file, index): Promise<FileInput> => {
      const name = basename(file).replace(/(?:\.vitalint-trace)?\.json$/, "");
      const path = `merged/${String(index + 1)}/${name}${EXPORT_EXTENSION}`;
      try {
        return { path, text: await readFile(resolve(cwd, file), "utf8") };
      } catch (error) {
        throw new UsageError(`--merge ${file}: ${reasonOf(error)}.`);
      }
    }),
  );
}
