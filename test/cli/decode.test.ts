// Sources in the encodings that firmware comes in.
import assert from "node:assert/strict";
import { decode } from "../../host/src/decode.js";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));
const ascii = (text: string): string => Buffer.from(text, "latin1").toString("hex");

describe("decoding of sources", () => {
  it("reads Chinese comments as GBK", () => {
    // "流量控制检查" in GBK
    const decoded = decode(bytes(`${ascii("/* ")} c1f7 c1bf bfd8 d6c6 bcec b2e9 ${ascii(" */ int x;")}`), "utf-8");
    assert.deepEqual(decoded, { text: "/* 流量控制检查 */ int x;", note: { kind: "decoded-as", encoding: "GBK" } });
  });

  it("reads Japanese as Shift JIS, where a backslash is half a character", () => {
    // "表示する" ends no string by the 5C in its first character.
    const decoded = decode(bytes(`${ascii('char *s = "')} 955c 8ea6 82b7 82e9 83 7c ${ascii('";')}`), "utf-8");
    assert.deepEqual(decoded, { text: 'char *s = "表示するポ";', note: { kind: "decoded-as", encoding: "Shift_JIS" } });
  });

  it("reads western accents as Latin-1", () => {
    const decoded = decode(bytes(`${ascii("/* Gr")} f6df ${ascii("e gepr")} fc ${ascii("ft, caf")} e9 ${ascii(" */")}`), "utf-8");
    assert.deepEqual(decoded, { text: "/* Größe geprüft, café */", note: { kind: "decoded-as", encoding: "Latin-1" } });
  });

  it("takes the configured encoding before any guess", () => {
    const decoded = decode(bytes("c1f7 c1bf bfd8 d6c6"), "windows-1251");
    assert.ok("note" in decoded && decoded.note.encoding === "windows-1251");
  });
});
