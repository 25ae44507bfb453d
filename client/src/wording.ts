// What the extension says about figures; no editor in here.
import type { CheckSummary, Status } from "../../protocol/src/index.js";

/** The two texts of the language status item. */
export function statusWording(status: Status): { text: string; detail: string } {
  const counts = status.counts;
  const found = counts === undefined ? "" : `${plural(counts.errors, "error")}, ${plural(counts.warnings, "warning")}`;
  switch (status.state) {
    case "starting":
      return { text: "Vitalint is starting", detail: status.message ?? "" };
    case "checking":
      return { text: "Vitalint is checking", detail: status.message ?? found };
    case "ready":
      return { text: "Vitalint", detail: status.message ?? found };
    case "incomplete":
      return { text: "Vitalint: analysis incomplete", detail: status.message ?? found };
    case "crashed":
      return { text: "Vitalint is not running", detail: status.message ?? "" };
  }
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What a check of the workspace came to, in one sentence. */
export function checkWording(summary: CheckSummary): string {
  const { files, filesFailed, errors, warnings, informations, hints, disposed, cancelled } = summary;
  const found = [plural(errors, "error"), plural(warnings, "warning")];
  if (informations + hints > 0) found.push(plural(informations + hints, "hint"));
  const parts = [`${cancelled ? "Stopped after" : "Checked"} ${plural(files, "file")}: ${found.join(", ")}`];
  if (disposed > 0) parts.push(`${disposed} left standing with a reason`);
  if (filesFailed > 0) parts.push(`${plural(filesFailed, "file")} could not be analysed`);
  return `Vitalint: ${parts.join("; ")}.`;
}
