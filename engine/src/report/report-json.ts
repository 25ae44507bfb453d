import type { ReportModel } from "./model.js";

/** The model itself, without the full list of links: `report --format json`. Deterministic, UTF-8, a line feed at the end. */
export function reportJson({ trace: _, ...model }: ReportModel): string {
  return JSON.stringify(model, undefined, 2) + "\n";
}
