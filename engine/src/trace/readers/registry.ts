import type { FilePath } from "../../text/span.js";
import type { RequirementReader } from "../reader.js";
import { csvReader } from "./csv.js";
import { doxygenReader } from "./doxygen-pages.js";
import { lobsterReader } from "./lobster.js";
import { markdownReader } from "./markdown.js";
import { needsJsonReader } from "./needs-json.js";
import { sphinxNeedsReader } from "./sphinx-needs.js";
import { traceabilityReader } from "./traceability.js";
import { doorstopReader } from "./doorstop.js";
import { openFastTraceReader } from "./openfasttrace.js";
import { strictdocMarkdownReader } from "./strictdoc-markdown.js";
import { strictdocReader } from "./strictdoc.js";
import { vitalintTraceReader } from "./vitalint-trace.js";
import { xlsxReader } from "./xlsx.js";
import { reqifReader, reqifzReader } from "./reqif.js";

/** All readers of requirement and risk documents. A new format is a file beside this one and a line here. */
export const REQUIREMENT_READERS: readonly RequirementReader[] = [
  vitalintTraceReader,
  markdownReader,
  csvReader,
  reqifReader,
  reqifzReader,
  xlsxReader,
  sphinxNeedsReader,
  traceabilityReader,
  needsJsonReader,
  lobsterReader,
  doxygenReader,
  strictdocReader,
  strictdocMarkdownReader,
  openFastTraceReader,
  doorstopReader,
];

/** The reader that `vitalint.json` names. */
export function readerNamed(name: string): RequirementReader | undefined {
  return REQUIREMENT_READERS.find((reader) => reader.name === name);
}

/** The reader that takes a file by its name, where `vitalint.json` names none. */
export function readerOfPath(path: FilePath): RequirementReader | undefined {
  const name = path.toLowerCase();
  return REQUIREMENT_READERS.find(({ extensions }) => extensions.some((extension) => name.endsWith(extension)));
}

/** True for a document whose reader takes an archive's bytes, one character each, instead of text. */
export function isArchivePath(path: FilePath): boolean {
  return readerOfPath(path)?.readsBytes === true;
}
