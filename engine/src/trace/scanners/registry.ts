import type { TagScanner } from "../scanner.js";
import { doxygenScanner } from "./doxygen.js";
import { strictdocScanner } from "./strictdoc.js";

/** All scanners of tags in comments. A new convention is a file beside this one and a line here. */
export const TAG_SCANNERS: readonly TagScanner[] = [doxygenScanner, strictdocScanner];
