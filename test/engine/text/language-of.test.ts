// Which language a file is in, where its name does not tell.
import assert from "node:assert/strict";
import { languageOf } from "../../../engine/src/text/document.js";

const HEADERS: readonly (readonly [text: string, language: "c" | "cpp"])[] = [
  ["int f(void);\n", "c"],
  ["/* see Pump::start\n   in std::vector */\n// template <class T>\nint f(void);\n", "c"],
  ['#ifdef __cplusplus\nextern "C" {\nclass Pump;\n#endif\nint f(void);\n', "c"],
  ["#include <stdint.h>\n#include <sys/types.h>\nint f(void);\n", "c"],
  ["#include <cstdint>\nint f(int);\n", "cpp"],
  ["static constexpr uint8_t Mark{0xE2};\n", "cpp"],
  ["enum class Mode { Off, On };\n", "cpp"],
  ["extern Debug::Variable rate;\n", "cpp"],
  ["using Rate = float;\n", "cpp"],
  ["struct A {\n  A(const A &) = delete;\n};\n", "cpp"],
  ["inline int f(float a) { return static_cast<int>(a); }\n", "cpp"],
];

describe("language of a file", () => {
  for (const [text, language] of HEADERS) {
    it(`${JSON.stringify(text)} is ${language}`, () => {
      assert.equal(languageOf("a.h", text), language);
    });
  }

  it("a translation of Qt is no TypeScript", () => {
    assert.equal(languageOf("app_de.ts", '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS/>\n'), undefined);
    assert.equal(languageOf("a.ts", "export const a = 1;\n"), "typescript");
  });
});
