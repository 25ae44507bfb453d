/**
 * Style of the report's body. All colours and fonts are `--vl-…` variables: the single-file document sets them for light,
 * dark and paper, a panel in an editor sets them from its theme.
 */
export const REPORT_CSS = `
.vl-report { max-width: 76rem; margin: 0 auto; color: var(--vl-text); font-family: var(--vl-font); font-size: 0.9rem; line-height: 1.45; }
.vl-report h1, .vl-report h2, .vl-report h3, .vl-report p { margin: 0; font-weight: 400; }
.vl-report code { font-family: var(--vl-mono); font-size: 0.86em; overflow-wrap: anywhere; }
.vl-report a { color: var(--vl-accent); }
.vl-kind { color: var(--vl-muted); text-transform: uppercase; letter-spacing: 0.08em; font-size: 0.78rem; }
.vl-front h1 { font-size: 2.1rem; line-height: 1.15; font-weight: 650; letter-spacing: -0.015em; }
.vl-version { font-size: 1.05rem; color: var(--vl-muted); }
.vl-front > * + * { margin-top: 1.1rem; }
.vl-front > h1, .vl-front > .vl-version { margin-top: 0.2rem; }
.vl-verdict { border: 1px solid var(--vl-line); border-left: 5px solid var(--vl-warn); background: var(--vl-panel); padding: 0.7rem 1rem; border-radius: 3px; }
.vl-verdict-complete { border-left-color: var(--vl-good); }
.vl-verdict b { font-size: 1.1rem; margin-right: 0.4rem; }
.vl-verdict ul { margin: 0.4rem 0 0; padding: 0; list-style: none; columns: 2; column-gap: 2rem; }
.vl-verdict li { break-inside: avoid; padding: 0.08rem 0 0.08rem 7.2rem; text-indent: -7.2rem; }
.vl-about { display: inline-block; width: 7.2rem; text-indent: 0; color: var(--vl-muted); }
.vl-cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.7rem; }
.vl-card { border: 1px solid var(--vl-line); border-radius: 3px; padding: 0.6rem 0.8rem; display: flex; flex-direction: column; gap: 0.2rem; }
.vl-report .vl-card h2 { font-size: 0.8rem; color: var(--vl-muted); }
.vl-figure { font-variant-numeric: tabular-nums; }
.vl-figure b { font-size: 1.5rem; font-weight: 620; }
.vl-of, .vl-none { color: var(--vl-muted); font-size: 0.92em; }
.vl-none { font-style: italic; }
.vl-report meter { width: 100%; height: 0.55rem; border: 0; border-radius: 2px; background: var(--vl-track); appearance: none; -webkit-appearance: none; }
.vl-report meter::-webkit-meter-inner-element { display: block; height: 100%; }
.vl-report meter::-webkit-meter-bar { height: 100%; background: var(--vl-track); border: 0; border-radius: 2px; }
.vl-report meter::-webkit-meter-optimum-value { background: var(--vl-accent); border-radius: 2px; }
.vl-report meter::-moz-meter-bar { background: var(--vl-accent); border-radius: 2px; }
.vl-columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.4rem; }
.vl-columns h2, .vl-report caption { font-size: 0.92rem; font-weight: 620; text-align: left; padding-bottom: 0.35rem; }
.vl-report dl { display: grid; grid-template-columns: minmax(8.5rem, auto) 1fr; margin: 0; border-top: 1px solid var(--vl-line); }
.vl-report dt, .vl-report dd { margin: 0; padding: 0.25rem 0; border-bottom: 1px solid var(--vl-line); }
.vl-report dt { color: var(--vl-muted); padding-right: 1rem; }
.vl-report nav { margin: 1.6rem 0 0; padding: 0.6rem 0; border-top: 1px solid var(--vl-line); border-bottom: 1px solid var(--vl-line); }
.vl-report nav ol { margin: 0; padding: 0; list-style-position: inside; display: flex; flex-wrap: wrap; gap: 0.2rem 1.6rem; }
.vl-section { margin-top: 2.2rem; }
.vl-section > h2 { font-size: 1.35rem; font-weight: 620; padding-bottom: 0.5rem; }
.vl-section > * + * { margin-top: 1rem; }
.vl-section h3 { font-size: 1.02rem; font-weight: 620; padding-bottom: 0.3rem; }
.vl-section article { margin-top: 1.4rem; }
.vl-section article caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.vl-scroll { overflow-x: auto; position: relative; }
.vl-report table { border-collapse: collapse; width: 100%; }
.vl-report th, .vl-report td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem 0.35rem 0; border-bottom: 1px solid var(--vl-line); font-weight: 400; }
.vl-report thead th { color: var(--vl-muted); font-size: 0.86em; border-bottom: 1.5px solid var(--vl-strong-line); white-space: nowrap; }
.vl-report .vl-number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1.2rem; }
.vl-id, .vl-refs b { white-space: nowrap; }
.vl-section article table { table-layout: fixed; min-width: 60rem; }
.vl-section article th:nth-child(1), .vl-section article td:nth-child(1) { width: 5.5rem; }
.vl-section article thead th:nth-child(2) { width: 36%; }
.vl-section article thead th:nth-child(3) { width: 20%; }
.vl-section article thead th:nth-child(4) { width: 3.2rem; }
.vl-report td.vl-path { min-width: 9rem; }
.vl-report tbody th { min-width: 12rem; }
.vl-refs { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
.vl-refs b { font-weight: 560; }
.vl-report ol { margin: 0.3rem 0; padding-left: 1.4rem; }
.vl-report summary { cursor: pointer; color: var(--vl-accent); }
.state, .vl-severity, .vl-class { display: inline-block; white-space: nowrap; font-size: 0.86em; }
.state::before { content: ""; display: inline-block; width: 0.6em; height: 0.6em; border-radius: 50%; margin-right: 0.4em; background: var(--vl-muted); }
.state-passed::before { background: var(--vl-good); }
.state-failing::before { background: var(--vl-bad); border-radius: 0; }
.state-uncovered::before { background: none; border: 2px solid var(--vl-bad); box-sizing: border-box; }
.state-stale::before { background: linear-gradient(90deg, var(--vl-warn) 50%, transparent 50%); border: 2px solid var(--vl-warn); box-sizing: border-box; }
.state-unverified::before { background: none; border: 2px solid var(--vl-warn); box-sizing: border-box; }
.state-none::before { background: none; border: 1px dashed var(--vl-muted); box-sizing: border-box; }
.vl-severity { font-weight: 620; }
.vl-severity-error { color: var(--vl-bad); }
.vl-severity-warning { color: var(--vl-warn-text); }
.vl-severity-information, .vl-severity-hint { color: var(--vl-muted); font-weight: 400; }
.vl-class { min-width: 1.5em; padding: 0 0.35em; text-align: center; border: 1px solid var(--vl-strong-line); border-radius: 3px; }
.vl-class-c { background: var(--vl-strong); color: var(--vl-page); border-color: var(--vl-strong); font-weight: 620; }
.vl-class-b { font-weight: 620; }
.vl-class-none { border-style: dashed; color: var(--vl-muted); }
.vl-sign table { table-layout: fixed; }
.vl-sign tbody th, .vl-sign td { height: 2.6rem; vertical-align: bottom; }
.vl-limits { padding-left: 1.2rem; max-width: 52rem; }
.vl-limits li { margin-bottom: 0.35rem; }
@media (max-width: 44rem) { .vl-verdict ul { columns: 1; } }
@media print {
  .vl-report { max-width: none; font-size: 8.5pt; }
  .vl-section { break-before: page; margin-top: 0; }
  .vl-report tr, .vl-card, .vl-verdict, .vl-sign { break-inside: avoid; }
  .vl-report thead { display: table-header-group; }
  .vl-section h3 { break-after: avoid; }
  .vl-scroll { overflow: visible; }
  .state::before, .vl-class-c, .vl-report meter { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/** Colours and fonts of the single-file document. */
export const DOCUMENT_CSS = `
:root {
  color-scheme: light dark;
  --vl-font: "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  --vl-mono: ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace;
  --vl-page: #ffffff; --vl-text: #16202a; --vl-muted: #566573; --vl-line: #dde3e8; --vl-strong-line: #8a97a3; --vl-strong: #16202a;
  --vl-panel: #f6f8fa; --vl-track: #e3e9ee; --vl-accent: #0b5c8f; --vl-good: #1d7a4f; --vl-warn: #c77a00; --vl-warn-text: #8f5600; --vl-bad: #b3261e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --vl-page: #14191f; --vl-text: #e4e9ed; --vl-muted: #9aa7b2; --vl-line: #2b343d; --vl-strong-line: #66737f; --vl-strong: #e4e9ed;
    --vl-panel: #1b222a; --vl-track: #2b343d; --vl-accent: #6db8ea; --vl-good: #4cc38a; --vl-warn: #e5a23c; --vl-warn-text: #e5a23c; --vl-bad: #ff7b72;
  }
}
@page { size: A4 landscape; margin: 14mm; }
body { margin: 0; padding: 2rem clamp(1rem, 4vw, 3rem) 4rem; background: var(--vl-page); }
@media print { body { padding: 0; } }
`;
