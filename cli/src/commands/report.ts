import { CSV_TABLES, reportCsv, reportDocument, reportJson, reportMarkdown, type ReportModel } from "../../../engine/src/index.js";
import type { Arguments, Command } from "../command.js";
import { exitCode } from "../exit-codes.js";
import { emit } from "../io.js";
import { oneProject } from "../one-project.js";
import { ruleOutcomes } from "../report-outcome.js";

const FORMATS = ["html", "csv", "json", "md"] as const;

export const report: Command = {
  name: "report",
  summary: "Writes the evidence of a project: identification, findings by hazard, matrices, gaps, dispositions, limits.",
  positionals: "[PROJECT]",
  maxPositionals: 1,
  options: {
    format: { value: "FORMAT", choices: FORMATS, help: "html is one file that needs nothing else (default: html)" },
    output: { value: "FILE", short: "o", help: "write it to a file" },
    table: { value: "TABLE", choices: CSV_TABLES, help: "the table of a CSV file (default: requirements)" },
  },
  details: ["SOURCE_DATE_EPOCH in the environment sets the report's date: the same project then gives the same bytes."],
  run: async (args, io) =>
    oneProject(args, io, async (session) => {
      const model = await session.report();
      const output = args.text("output");
      await emit(io, output, content(args, model));
      if (output !== undefined && !args.flag("quiet")) {
        io.err(
          `${output}: ${model.verdict.verdict}${model.verdict.reasons.length > 0 ? ` (${String(model.verdict.reasons.length)} reasons)` : ""}\n`,
        );
      }
      return exitCode(...ruleOutcomes(model.findings.map(({ rule }) => rule)));
    }),
};

function content(args: Arguments, model: ReportModel): string {
  switch (args.choice("format", FORMATS, "html")) {
    case "html":
      return reportDocument(model);
    case "csv":
      return reportCsv(model, args.choice("table", CSV_TABLES, "requirements"));
    case "json":
      return reportJson(model);
    case "md":
      return reportMarkdown(model);
  }
}
