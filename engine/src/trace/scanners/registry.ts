import type { TagScanner } from "../scanner.js";
import { annotationScanner } from "./annotations.js";
import { codelinksScanner } from "./codelinks.js";
import { doxygenScanner } from "./doxygen.js";
import { doxygenRequirementScanner } from "./doxygen-requirement.js";
import { lobsterScanner } from "./lobster.js";
import { plainIdScanner } from "./plain-ids.js";
import { reqIdScanner } from "./req-id.js";
import { openFastTraceScanner } from "./openfasttrace.js";
import { strictdocScanner } from "./strictdoc.js";
import { testNameScanner } from "./test-names.js";

/** All scanners of tags in comments. A new convention is a file beside this one and a line here. */
export const TAG_SCANNERS: readonly TagScanner[] = [
  doxygenScanner,
  doxygenRequirementScanner,
  strictdocScanner,
  openFastTraceScanner,
  codelinksScanner,
  reqIdScanner,
  lobsterScanner,
  annotationScanner,
  testNameScanner,
  plainIdScanner,
];
