import type { ReportModel } from "./model.js";

/** The model itself: `report --format json`. Deterministic, UTF-8, a line feed at the end. */
export function reportJson(model: ReportModel): string {
  return JSON.stringify(model, undefined, 2) + "\n";
}
