import { strict as assert } from "node:assert";
import { checkWording, statusWording } from "../../client/src/wording.js";

const NOTHING = { files: 0, filesFailed: 0, errors: 0, warnings: 0, informations: 0, hints: 0, disposed: 0, cancelled: false };

describe("what the extension says", () => {
  it("counts in words that fit the number", () => {
    assert.equal(checkWording({ ...NOTHING, files: 1, errors: 1 }), "Vitalint: Checked 1 file: 1 error, 0 warnings.");
    assert.equal(
      checkWording({ ...NOTHING, files: 60, errors: 2, warnings: 1, hints: 3, disposed: 4 }),
      "Vitalint: Checked 60 files: 2 errors, 1 warning, 3 hints; 4 left standing with a reason.",
    );
  });

  it("does not pass over what could not be analysed, or that it was stopped", () => {
    assert.equal(
      checkWording({ ...NOTHING, files: 9, filesFailed: 2, cancelled: true }),
      "Vitalint: Stopped after 9 files: 0 errors, 0 warnings; 2 files could not be analysed.",
    );
  });

  it("names every state of the server, with its reason", () => {
    const counts = { files: 3, errors: 1, warnings: 2, problems: 0 };
    assert.deepEqual(statusWording({ state: "ready", counts }), { text: "Vitalint", detail: "1 error, 2 warnings" });
    assert.deepEqual(statusWording({ state: "incomplete", counts, message: "1 file could not be read" }), {
      text: "Vitalint: analysis incomplete",
      detail: "1 file could not be read",
    });
    assert.deepEqual(statusWording({ state: "crashed", message: "It stopped." }), {
      text: "Vitalint is not running",
      detail: "It stopped.",
    });
  });
});
