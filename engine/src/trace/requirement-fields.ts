import type { TraceItem } from "./graph.js";

/** Attributes that say how a requirement is handled, not what it asks for: changing one makes no review void. */
const ADMINISTRATIVE = new Set(["status", "state", "author", "owner", "reviewer", "approver", "date", "version", "tags", "comment", "comments", "created", "modified"]); // prettier-ignore

/** Fields of an item that its digest (version 1) covers: title, text, and each attribute that is not administrative. */
export function requirementFields(item: Pick<TraceItem, "title" | "text" | "attributes">): Readonly<Record<string, string>> {
  const fields: Record<string, string> = { title: item.title, text: item.text };
  for (const [name, value] of Object.entries(item.attributes)) if (!ADMINISTRATIVE.has(name)) fields[`attribute ${name}`] = value;
  return fields;
}
