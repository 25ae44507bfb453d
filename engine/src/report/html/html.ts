import type { ReportModel } from "../model.js";
import { frontPage } from "./front-page.js";
import { markup, raw, render, type Html, type Links } from "./markup.js";
import { styleSource } from "./policy.js";
import { sections, type Section } from "./sections.js";
import { DOCUMENT_CSS, REPORT_CSS } from "./style.js";

/**
 * The report's body. No scripts, no styles, nothing loaded: a page around it gives colours by `--vl-…` variables ({@link REPORT_CSS}).
 * Rows carry `data-file`, `data-line` (zero-based) and, where {@link Links.uriOf} is given, `data-uri`.
 */
export function reportFragment(model: ReportModel, links: Links = {}): string {
  return render(body(model, links));
}

function body(model: ReportModel, links: Links): Html {
  const parts = sections(model, links);
  return markup`<div class="vl-report">
${frontPage(model, links)}
<nav aria-label="Contents"><ol>${parts.map((part) => markup`<li><a href="#${part.id}">${part.title}</a></li>`)}</ol></nav>
<main>
${parts.map(section)}</main>
</div>
`;
}

function section({ id, title, body: content }: Section): Html {
  return markup`<section id="${id}" class="vl-section">
<h2>${title}</h2>
${content}
</section>
`;
}

/** The report as one file that needs nothing else: its policy allows its own style sheet (by digest) and nothing more. */
export function reportDocument(model: ReportModel): string {
  const css = `${DOCUMENT_CSS}${REPORT_CSS}`;
  const { identification: id } = model;
  const title = [id.device ?? id.project, id.softwareVersion, "verification evidence"].filter((part) => part !== undefined).join(" ");
  const policy = `default-src 'none'; style-src ${styleSource(css)}; base-uri 'none'; form-action 'none'`;
  return render(markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Vitalint ${model.tool.version}">
<title>${title}</title>
<style>${raw(css)}</style>
</head>
<body>
${body(model, {})}</body>
</html>
`);
}
