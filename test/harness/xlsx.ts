import { strToU8, zipSync } from "fflate";

/** A cell of a fixture: text as a shared string, a number, `{ inline }` text, or `{ date }` as a day's number with a date style. */
export type FixtureCell = string | number | boolean | null | { readonly inline: string } | { readonly date: number };

/** Bytes of a workbook, one character each. */
export function workbook(
  sheets: Readonly<Record<string, { readonly rows: readonly (readonly FixtureCell[])[]; readonly merges?: readonly string[] }>>,
): string {
  const strings: string[] = [];
  const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const cell = (value: FixtureCell, row: number, column: number): string => {
    const r = `${String.fromCharCode(65 + column)}${String(row + 1)}`;
    if (value === null) return `<c r="${r}" s="0"/>`;
    if (typeof value === "string") return `<c r="${r}" t="s"><v>${String(strings.push(value) - 1)}</v></c>`;
    if (typeof value === "number") return `<c r="${r}"><v>${String(value)}</v></c>`;
    if (typeof value === "boolean") return `<c r="${r}" t="b"><v>${value ? "1" : "0"}</v></c>`;
    if ("date" in value) return `<c r="${r}" s="1"><v>${String(value.date)}</v></c>`;
    return `<c r="${r}" t="inlineStr"><is><t>${escape(value.inline)}</t></is></c>`;
  };
  const names = Object.keys(sheets);
  const files: Record<string, string> = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": `<?xml version="1.0"?><workbook xmlns:r="x"><sheets>${names.map((name, i) => `<sheet name="${escape(name)}" sheetId="${String(i + 1)}" r:id="rId${String(i)}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names.map((_, i) => `<Relationship Id="rId${String(i)}" Target="worksheets/sheet${String(i)}.xml"/>`).join("")}</Relationships>`,
    "xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
  };
  names.forEach((name, i) => {
    const { rows = [], merges = [] } = sheets[name] ?? {};
    files[`xl/worksheets/sheet${String(i)}.xml`] =
      `<worksheet><sheetData>${rows.map((cells, row) => `<row r="${String(row + 1)}">${cells.map((value, column) => cell(value, row, column)).join("")}</row>`).join("")}</sheetData><mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join("")}</mergeCells></worksheet>`;
  });
  files["xl/sharedStrings.xml"] =
    `<sst>${strings.map((text) => `<si><r><t>${escape(text.slice(0, 1))}</t></r><r><t xml:space="preserve">${escape(text.slice(1))}</t></r><rPh><t>noise</t></rPh></si>`).join("")}</sst>`;
  const bytes = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  return Buffer.from(bytes).toString("latin1");
}
