import type { CancellationToken } from "vscode-languageserver/node";
import {
  REPORT_CSS, findingsJson, reportCsv, reportDocument, reportFragment, reportJson, reportMarkdown, ruleStates, sarifLog, saysIncomplete, type ReportModel,
} from "../../../engine/src/index.js"; // prettier-ignore
import { runFacts, type ProjectFolder } from "../../../host/src/index.js";
import { exportReportRequest, findingsRequest, reportRequest, type Report, type ReportFormat } from "../../../protocol/src/index.js";
import { RULES } from "../../../rules/index.js";
import type { ProgramFiles } from "../engine-host.js";
import type { Feeder } from "../feeder.js";
import type { Project } from "../projects.js";
import type { Session } from "../session.js";
import { failure, onRequest, projectOf } from "./request.js";

/** `vitalint/report`, `vitalint/exportReport` and `vitalint/findings`: what the command line writes, from what the editor has open. */
export function registerReports(session: Session, feeder: Feeder, files: ProgramFiles): void {
  onRequest(session, reportRequest, async (params, token): Promise<Report> => {
    const project = projectOf(session, params);
    const model = await reportModel(session, feeder, files, project, token);
    return {
      project: { uri: project.uri, name: project.name },
      title: `Traceability report: ${model.identification.device ?? project.name}`,
      style: REPORT_CSS,
      body: reportFragment(model, { uriOf: (file) => session.openPaths.uriOf(project, file) }),
      summary: summaryOf(model),
    };
  });
  onRequest(session, exportReportRequest, async ({ format, ...params }, token) => {
    const project = projectOf(session, params);
    const model = await reportModel(session, feeder, files, project, token);
    const { extension, write } = WRITERS[format];
    return { content: write(model, project), fileName: `vitalint-report.${extension}` };
  });
  onRequest(session, findingsRequest, async (params, token) => {
    const project = projectOf(session, params);
    await wholeProject(feeder, project);
    const findings = await session.analysis.ask(project, token, async (engine, interrupted) => engine.reportedFindings(interrupted));
    return findingsJson(findings, { toolVersion: files.version, configurationDigest: folderOf(project).loaded.config.digest });
  });
}

async function reportModel(
  session: Session,
  feeder: Feeder,
  files: ProgramFiles,
  project: Project,
  token: CancellationToken,
): Promise<ReportModel> {
  await wholeProject(feeder, project);
  const date = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const { trusted } = session.abilities;
  const run = await runFacts(folderOf(project), { date, toolVersion: files.version, assets: files.assets, trusted });
  const done = session.status.busy(`Writing the report of ${project.name}.`);
  try {
    return await session.analysis.ask(project, token, async (engine, interrupted) => engine.report(run, interrupted));
  } finally {
    done();
  }
}

/** Reports are about the whole project: reading it is finished first, also where it was stopped. */
async function wholeProject(feeder: Feeder, project: Project): Promise<void> {
  feeder.resume(project);
  await feeder.idle();
}

function folderOf(project: Project): ProjectFolder {
  if (!project.folder) throw failure(`The folder of ${project.name} could not be read.`);
  return project.folder;
}

interface Writer {
  readonly extension: string;
  readonly write: (model: ReportModel, project: Project) => string;
}

const WRITERS: Readonly<Record<ReportFormat, Writer>> = {
  html: { extension: "html", write: reportDocument },
  csv: { extension: "csv", write: (model) => reportCsv(model, "requirements") },
  json: { extension: "json", write: reportJson },
  markdown: { extension: "md", write: reportMarkdown },
  sarif: { extension: "sarif", write: sarif },
};

function sarif({ findings, tool, identification: { commit } }: ReportModel, project: Project): string {
  const { config } = folderOf(project).loaded;
  return sarifLog(findings, ruleStates(RULES, config), {
    toolVersion: tool.version,
    configurationDigest: config.digest,
    successful: !findings.some(({ rule }) => saysIncomplete(rule)),
    baseline: false,
    ...(commit === undefined ? {} : { commit }),
  });
}

function summaryOf({ coverage, findings, verdict }: ReportModel): Report["summary"] {
  return {
    requirements: coverage.requirements.total,
    implemented: coverage.requirements.implemented,
    verified: coverage.requirements.verified,
    riskControls: coverage.riskControls.total,
    riskControlsVerified: coverage.riskControls.verified,
    openFindings: findings.filter(({ state }) => state.state === "open").length,
    complete: verdict.verdict === "complete",
  };
}
