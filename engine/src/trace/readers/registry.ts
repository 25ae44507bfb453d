import type { RequirementReader } from "../reader.js";
import { csvReader } from "./csv.js";
import { markdownReader } from "./markdown.js";

/** All readers of requirement and risk documents. A new format is a file beside this one and a line here. */
export const REQUIREMENT_READERS: readonly RequirementReader[] = [markdownReader, csvReader];

/** The reader that `vitalint.json` names. */
export function readerNamed(name: string): RequirementReader | undefined {
  return REQUIREMENT_READERS.find((reader) => reader.name === name);
}
