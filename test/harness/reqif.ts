/** An object of a ReqIF document, its attributes by long name; `{ xhtml }` for formatted text, `{ enum }` for enumeration values. */
export interface FixtureObject {
  readonly id: string;
  readonly longName?: string;
  readonly type?: string;
  readonly values: Readonly<Record<string, string | number | boolean | { readonly xhtml: string } | { readonly enum: readonly string[] }>>;
}

/** Text of a ReqIF document: types and attribute definitions are those that the objects use. */
export function reqifDocument(
  objects: readonly FixtureObject[],
  relations: readonly { readonly type?: string; readonly from: string; readonly to: string }[] = [],
  prefix = "",
): string {
  const p = prefix === "" ? "" : `${prefix}:`;
  const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const names = [...new Set(objects.flatMap(({ values }) => Object.keys(values)))];
  const words = [
    ...new Set(objects.flatMap(({ values }) => Object.values(values).flatMap((v) => (typeof v === "object" && "enum" in v ? v.enum : [])))),
  ];
  const kindOf = (value: FixtureObject["values"][string]) =>
    typeof value === "string" ? "STRING" : typeof value === "number" ? "INTEGER" : typeof value === "boolean" ? "BOOLEAN" : "xhtml" in value ? "XHTML" : "ENUMERATION"; // prettier-ignore
  const valueOf = (name: string, value: FixtureObject["values"][string]) => {
    const kind = kindOf(value);
    const definition = `<${p}DEFINITION><${p}ATTRIBUTE-DEFINITION-${kind}-REF>d-${String(names.indexOf(name))}</${p}ATTRIBUTE-DEFINITION-${kind}-REF></${p}DEFINITION>`;
    if (typeof value !== "object")
      return `<${p}ATTRIBUTE-VALUE-${kind} THE-VALUE="${escape(String(value))}">${definition}</${p}ATTRIBUTE-VALUE-${kind}>`;
    if ("xhtml" in value)
      return `<${p}ATTRIBUTE-VALUE-XHTML>${definition}<${p}THE-VALUE>${value.xhtml}</${p}THE-VALUE></${p}ATTRIBUTE-VALUE-XHTML>`;
    const refs = value.enum.map((word) => `<${p}ENUM-VALUE-REF>e-${String(words.indexOf(word))}</${p}ENUM-VALUE-REF>`).join("");
    return `<${p}ATTRIBUTE-VALUE-ENUMERATION><${p}VALUES>${refs}</${p}VALUES>${definition}</${p}ATTRIBUTE-VALUE-ENUMERATION>`;
  };
  const types = [...new Set(objects.map(({ type }) => type ?? ""))];
  const relationTypes = [...new Set(relations.map(({ type }) => type ?? ""))];
  const longName = (name: string | undefined) => (name === undefined || name === "" ? "" : ` LONG-NAME="${escape(name)}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<${p}REQ-IF xmlns${prefix === "" ? "" : `:${prefix}`}="http://www.omg.org/spec/ReqIF/20110401/reqif.xsd" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<${p}THE-HEADER><${p}REQ-IF-HEADER IDENTIFIER="h"/></${p}THE-HEADER>
<${p}CORE-CONTENT><${p}REQ-IF-CONTENT>
<${p}DATATYPES><${p}DATATYPE-DEFINITION-ENUMERATION IDENTIFIER="de"><${p}SPECIFIED-VALUES>${words
    .map((word, i) => `<${p}ENUM-VALUE IDENTIFIER="e-${String(i)}" LONG-NAME="${escape(word)}"/>`)
    .join("")}</${p}SPECIFIED-VALUES></${p}DATATYPE-DEFINITION-ENUMERATION></${p}DATATYPES>
<${p}SPEC-TYPES>
${types
  .map(
    (type, i) =>
      `<${p}SPEC-OBJECT-TYPE IDENTIFIER="t-${String(i)}"${longName(type)}><${p}SPEC-ATTRIBUTES>${names
        .map((name, n) => `<${p}ATTRIBUTE-DEFINITION-STRING IDENTIFIER="d-${String(n)}"${longName(name)}/>`)
        .join("")}</${p}SPEC-ATTRIBUTES></${p}SPEC-OBJECT-TYPE>`,
  )
  .join("\n")}
${relationTypes.map((type, i) => `<${p}SPEC-RELATION-TYPE IDENTIFIER="r-${String(i)}"${longName(type)}/>`).join("\n")}
</${p}SPEC-TYPES>
<${p}SPEC-OBJECTS>
${objects
  .map(
    ({ id, longName: name, type, values }) =>
      `<${p}SPEC-OBJECT IDENTIFIER="${escape(id)}"${longName(name)}><${p}VALUES>${Object.entries(values)
        .map(([key, value]) => valueOf(key, value))
        .join(
          "",
        )}</${p}VALUES><${p}TYPE><${p}SPEC-OBJECT-TYPE-REF>t-${String(types.indexOf(type ?? ""))}</${p}SPEC-OBJECT-TYPE-REF></${p}TYPE></${p}SPEC-OBJECT>`,
  )
  .join("\n")}
</${p}SPEC-OBJECTS>
<${p}SPEC-RELATIONS>
${relations
  .map(
    ({ type, from, to }) =>
      `<${p}SPEC-RELATION IDENTIFIER="rel"><${p}TARGET><${p}SPEC-OBJECT-REF>${to}</${p}SPEC-OBJECT-REF></${p}TARGET><${p}SOURCE><${p}SPEC-OBJECT-REF>${from}</${p}SPEC-OBJECT-REF></${p}SOURCE><${p}TYPE><${p}SPEC-RELATION-TYPE-REF>r-${String(relationTypes.indexOf(type ?? ""))}</${p}SPEC-RELATION-TYPE-REF></${p}TYPE></${p}SPEC-RELATION>`,
  )
  .join("\n")}
</${p}SPEC-RELATIONS>
<${p}SPECIFICATIONS><${p}SPECIFICATION IDENTIFIER="s"><${p}CHILDREN>${objects
    .map(
      ({ id }) =>
        `<${p}SPEC-HIERARCHY IDENTIFIER="h-${id}"><${p}OBJECT><${p}SPEC-OBJECT-REF>${id}</${p}SPEC-OBJECT-REF></${p}OBJECT></${p}SPEC-HIERARCHY>`,
    )
    .join("")}</${p}CHILDREN></${p}SPECIFICATION></${p}SPECIFICATIONS>
</${p}REQ-IF-CONTENT></${p}CORE-CONTENT></${p}REQ-IF>
`;
}
