import type { ReportSummary } from "../../../protocol/src/index.js";

/** The figures on top of the report: a share is drawn as a bar and said as numbers. */
export function summaryFigures(summary: ReportSummary): HTMLElement[] {
  return [
    share("Requirements implemented", summary.implemented, summary.requirements),
    share("Requirements verified", summary.verified, summary.requirements),
    share("Risk controls verified", summary.riskControlsVerified, summary.riskControls),
    figure("Open findings", String(summary.openFindings)),
  ];
}

function share(name: string, part: number, whole: number): HTMLElement {
  const card = figure(name, whole === 0 ? "none" : `${part} of ${whole}`);
  if (whole === 0) return card;
  const meter = document.createElement("meter");
  meter.min = 0;
  meter.max = whole;
  // Below `high` the bar is drawn in the warning colour: only a full one is good.
  meter.high = whole;
  meter.optimum = whole;
  meter.value = part;
  meter.setAttribute("aria-label", `${name}: ${part} of ${whole}`);
  card.querySelector("dd")?.append(meter);
  return card;
}

function figure(name: string, value: string): HTMLElement {
  const card = document.createElement("div");
  const term = document.createElement("dt");
  const words = document.createElement("dd");
  const number = document.createElement("span");
  term.textContent = name;
  number.textContent = value;
  words.append(number);
  card.append(term, words);
  return card;
}
