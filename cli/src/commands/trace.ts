import { CSV_TABLES, reportCsv, reportDocument, reportMarkdown, traceJson, traceText } from "../../../engine/src/index.js";
import type { Command } from "../command.js";
import { exitCode, type Outcome } from "../exit-codes.js";
import { emit } from "../io.js";
import { oneProject } from "../one-project.js";
import { modelOutcomes } from "../report-outcome.js";

const FORMATS = ["text", "json", "csv", "md", "html"] as const;

export const trace: Command = {
  name: "trace",
  summary: "Shows the coverage of requirements and risk controls, and every missing link.",
  positionals: "[PROJECT]",
  maxPositionals: 1,
  options: {
    format: { value: "FORMAT", choices: FORMATS, help: "how it is written (default: text)" },
    output: { value: "FILE", short: "o", help: "write it to a file" },
    table: { value: "TABLE", choices: CSV_TABLES, help: "the table of a CSV file (default: requirements)" },
    "fail-on-gaps": { help: "exit with 1 where a link is missing or broken" },
  },
  run: async (args, io) =>
    oneProject(args, io, async (session) => {
      const model = await session.report();
      const output = args.text("output");
      switch (args.choice("format", FORMATS, "text")) {
        case "text":
          await emit(io, output, traceText(model));
          break;
        case "json":
          await emit(io, output, traceJson(model));
          break;
        case "csv":
          await emit(io, output, reportCsv(model, args.choice("table", CSV_TABLES, "requirements")));
          break;
        case "md":
          await emit(io, output, reportMarkdown(model));
          break;
        case "html":
          await emit(io, output, reportDocument(model));
          break;
      }
      const gaps: Outcome = args.flag("fail-on-gaps") && model.gaps.length > 0 ? "findings" : "clean";
      return exitCode(gaps, ...modelOutcomes(model));
    }),
};
