// Which declaration of a name counts: a project's own, or ours of a header that it does not hold.
import assert from "node:assert/strict";
import { SourceDocument, type HeaderModel, type IncludeResolver } from "../../../../engine/src/index.js";
import { cFrontEnd } from "../../../harness/parse-c.js";

/** Size of `wide` in bytes, where a header of the project declares it unless a system has it. */
async function sizeOfWide(model: HeaderModel): Promise<number | undefined> {
  const frontEnd = await cFrontEnd({ headers: [model] });
  const header =
    "#ifndef WIDE_H\n#define WIDE_H\n#ifdef _WIN32\n#include <system.h>\n#else\ntypedef unsigned short wide;\n#endif\n#endif\n";
  const includes: IncludeResolver = {
    resolve: (_, { target }) => (target === "wide.h" ? frontEnd.parse(new SourceDocument("wide.h", "c", header, 0), includes) : undefined),
  };
  const file = frontEnd.parse(new SourceDocument("a.c", "c", '#include "wide.h"\nwide value;\n', 0), includes);
  const [variable] = file.facts.variables;
  return variable && file.semantics.sizeOf(variable.type);
}

describe("declarations of known headers", () => {
  it("count more than one under an open condition", async () => {
    assert.equal(await sizeOfWide({ names: ["system.h"], text: "typedef int wide;" }), 4);
  });

  it("count less where they are another system's", async () => {
    assert.equal(await sizeOfWide({ names: ["system.h"], text: "typedef int wide;", givesWay: true }), 2);
  });
});
