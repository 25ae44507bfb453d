import type { TagScanner } from "../scanner.js";
import { mentionsOf, tagLines } from "./tag-lines.js";

const TAG = /(?:^|\n)[^\n#/*]{0,200}(?:#|\/\/[/!]?|\*)[ \t]*(req-(?:Id|traceability):)/g;

/** Eclipse S-CORE's `# req-Id: ID` and `// req-traceability: ID1, ID2`, in sources of any language. */
export const reqIdScanner: TagScanner = {
  name: "req-id",
  anyText: true,
  scan(file) {
    if (!/req-(?:Id|traceability):/.test(file.document.text)) return [];
    return tagLines(file, TAG).flatMap((line) => mentionsOf(line, { role: "satisfies", roleInTests: "verifies", loose: true }));
  },
};
