import type { Span } from "../../../text/span.js";
import type { XmlAttributes } from "../xml-events.js";

/** Elements that begin a line of their own. */
const BLOCKS = new Set(["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "dl", "dt", "dd", "br", "hr"]); // prettier-ignore

/** Collects the words of formatted text: blocks as lines, list entries with a dash, cells with a bar, pictures by their names. */
export class XhtmlText {
  private readonly parts: string[] = [];
  private start = -1;
  private end = -1;
  private isLineEmpty = true;
  /** Depth within an `object`: what stands in it is the text for those who can't show it. */
  private objects = 0;

  open(name: string, attributes: XmlAttributes): void {
    if (BLOCKS.has(name)) this.breakLine();
    if (name === "li") this.add("- ");
    else if ((name === "td" || name === "th") && !this.isLineEmpty) this.add(" | ");
    else if (name === "object" && this.objects++ === 0) this.add(`[${attributes.get("data")?.value ?? "object"}]`);
    else if (name === "img") this.add(`[${attributes.get("alt")?.value ?? attributes.get("src")?.value ?? "picture"}]`);
  }

  text(text: string, span: Span): void {
    if (this.objects > 0) return;
    const words = text.replace(/[ \t\r\n\u00a0]+/g, " ");
    if (words.trim() === "") {
      if (!this.isLineEmpty && words !== "") this.add(" ");
      return;
    }
    if (this.start < 0) this.start = span.start;
    this.end = span.end;
    this.add(words);
  }

  close(name: string): void {
    if (name === "object") this.objects = Math.max(0, this.objects - 1);
    else if (BLOCKS.has(name)) this.breakLine();
  }

  /** The text, and the stretch of the source from its first word to its last. */
  result(source: string): { readonly text: string; readonly span: Span } {
    const text = this.parts
      .join("")
      .split("\n")
      .map((line) => line.trim())
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
    let { start, end } = this;
    if (start < 0) return { text, span: { start: 0, end: 0 } };
    while (start < end && /\s/.test(source.charAt(start))) start++;
    while (end > start && /\s/.test(source.charAt(end - 1))) end--;
    return { text, span: { start, end } };
  }

  private add(text: string): void {
    this.parts.push(text);
    if (text.trim() !== "") this.isLineEmpty = false;
  }

  private breakLine(): void {
    if (!this.isLineEmpty) this.parts.push("\n");
    this.isLineEmpty = true;
  }
}
