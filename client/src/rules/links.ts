import type * as vscode from "vscode";
import type { Middleware, vsdiag } from "vscode-languageclient/node";
import { RULE_SCHEME, ruleOfPath } from "../../../protocol/src/index.js";
import { explainRuleLink } from "./command-link.js";

/**
 * Turns the rule links that diagnostics come with into commands. The editor could open the virtual document that they
 * name, but as Markdown source; the command shows it rendered.
 */
export const ruleLinkMiddleware: Middleware = {
  handleDiagnostics: (uri, diagnostics, next) => {
    next(uri, withCommandLinks(diagnostics));
  },
  provideDiagnostics: async (document, previousResultId, token, next) => {
    const report = await next(document, previousResultId, token);
    relink(report);
    return report;
  },
  provideWorkspaceDiagnostics: async (resultIds, token, reporter, next) => {
    const report = await next(resultIds, token, (chunk) => {
      chunk?.items.forEach(relink);
      reporter(chunk);
    });
    report?.items.forEach(relink);
    return report;
  },
};

function relink(report: vsdiag.DocumentDiagnosticReport | null | undefined): void {
  if (report?.kind === "full") withCommandLinks(report.items);
}

/** Changes the diagnostics in place: the client made them a moment ago and nobody else holds them. */
function withCommandLinks(diagnostics: vscode.Diagnostic[]): vscode.Diagnostic[] {
  for (const diagnostic of diagnostics) {
    const code = diagnostic.code;
    if (typeof code !== "object" || code.target.scheme !== RULE_SCHEME) continue;
    diagnostic.code = { value: code.value, target: explainRuleLink(ruleOfPath(code.target.path)) };
  }
  return diagnostics;
}
