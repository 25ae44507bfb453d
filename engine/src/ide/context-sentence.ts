import type { CodeContext, TraceGraph } from "../trace/graph.js";
import { inlineMarkdown } from "./markdown.js";

/**
 * What a place of code is for and which harm it is near, as Markdown: "In `bolus.c` of Flow control (class C), for SRS-012 …,
 * which carries risk control RC-003 … against hazard HZ-002 …". Empty where nothing is known of it.
 */
export function contextSentence(context: CodeContext, graph: TraceGraph): string {
  const place = [
    context.unit === undefined ? "" : `\`${(graph.item(context.unit)?.title ?? context.unit).replace(/[`\r\n]/g, " ")}\``,
    context.softwareItem === undefined ? "" : `of ${inlineMarkdown(context.softwareItem)}`,
    context.safetyClass === undefined ? "" : `(class ${context.safetyClass})`,
  ].filter((part) => part !== "");
  const purpose = [
    listed("for", context.requirements, graph),
    listed(context.riskControls.length === 1 ? "carrying risk control" : "carrying risk controls", context.riskControls, graph),
    listed(context.hazards.length === 1 ? "against hazard" : "against hazards", context.hazards, graph),
  ].filter((part) => part !== "");
  const known = context.softwareItem !== undefined || purpose.length > 0;
  return known ? `In ${[place.join(" "), ...purpose].filter((part) => part !== "").join(", ")}.` : "";
}

/** Ids with their titles; of many only the first ones. */
function listed(word: string, ids: readonly string[], graph: TraceGraph): string {
  if (ids.length === 0) return "";
  const shown = ids.slice(0, MOST).map((id) => {
    const item = graph.item(id);
    const severity = item?.severity === undefined ? "" : ` (${inlineMarkdown(item.severity)})`;
    return `**${inlineMarkdown(id)}** ${inlineMarkdown(item?.title ?? "")}${severity}`.trim();
  });
  const more = ids.length > MOST ? ` and ${ids.length - MOST} more` : "";
  return `${word} ${shown.join(", ")}${more}`;
}

const MOST = 4;
