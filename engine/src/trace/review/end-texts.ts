import { isCFamily, languageOf } from "../../text/document.js";
import type { FilePath } from "../../text/span.js";
import type { TraceItem } from "../graph.js";
import { requirementFields } from "../requirement-fields.js";
import { digestOfEnd, type EndText } from "./reviewed-texts.js";

/** Where texts of files come from. */
export interface TextView {
  text(path: FilePath): string | undefined;
}

const OF_VIEW = new WeakMap<TextView, EndTexts>();
const OF_ITEM = new WeakMap<TraceItem, string>();

/** Digests and texts of the ends of links as they are now. Digests are kept as long as the text stays the same. */
export class EndTexts {
  /** Those of a project: the same for each of its graphs, so that most digests are known already. */
  static of(view: TextView): EndTexts {
    let known = OF_VIEW.get(view);
    if (!known) OF_VIEW.set(view, (known = new EndTexts((path) => view.text(path))));
    return known;
  }

  private readonly known = new Map<string, { readonly text: string; readonly digest: string }>();

  constructor(private readonly textOf: (path: FilePath) => string | undefined) {}

  /** What an item says: the code of a unit or test case (a file, or a function), else the fields of the item. */
  of(item: TraceItem): EndText {
    const code = codeOf(item, this.textOf);
    return code ?? { kind: "item", fields: requirementFields(item) };
  }

  digestOf(item: TraceItem): string {
    const end = this.of(item);
    if (end.kind === "item") {
      // Of a file in another language the item's own fields say nothing.
      if (item.kind === "unit" || item.kind === "test-case") return digestOfEnd(end);
      let digest = OF_ITEM.get(item);
      if (digest === undefined) OF_ITEM.set(item, (digest = digestOfEnd(end)));
      return digest;
    }
    const known = this.known.get(item.id);
    if (known?.text === end.text) return known.digest;
    const digest = digestOfEnd(end);
    this.known.set(item.id, { text: end.text, digest });
    return digest;
  }
}

function codeOf({ kind, location }: TraceItem, textOf: (path: FilePath) => string | undefined): EndText | undefined {
  if ((kind !== "unit" && kind !== "test-case") || location.kind !== "span") return undefined;
  const text = textOf(location.file);
  const language = text === undefined ? undefined : languageOf(location.file, text);
  // A test case that only a result file knows has no code.
  if (text === undefined || /\.xml$/i.test(location.file)) return undefined;
  const { start, end } = location.span;
  const whole = start === end;
  const unit = (whole ? text : text.slice(start, end)).replace(/\r\n?/g, "\n");
  // Of other languages we know no comments: their words are compared.
  if (language === undefined) return { kind: "item", fields: { text: unit } };
  return { kind: "unit", family: isCFamily(language) ? "c" : "ecmascript", text: unit };
}
