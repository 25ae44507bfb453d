import MarkdownIt, { type Token } from "markdown-it";

// Block structure only: what stands inside paragraphs is taken from the source text, where offsets are exact.
const PARSER = new MarkdownIt("commonmark").enable("table");
PARSER.core.ruler.enableOnly(["normalize", "block"]);

/** Tokens of a document's blocks, with their lines. */
export function blockTokens(text: string): readonly Token[] {
  return PARSER.parse(text, {});
}

/*
 * A document of a thousand requirements has ten thousand tokens, and the parser's own constructor defines each of their fields at run time:
 * a third of the time that parsing takes. The same token, made at once.
 */
class BlockToken implements Token {
  declare attrIndex: Token["attrIndex"];
  declare attrPush: Token["attrPush"];
  declare attrSet: Token["attrSet"];
  declare attrGet: Token["attrGet"];
  declare attrJoin: Token["attrJoin"];
  attrs: Token["attrs"] = null;
  map: Token["map"] = null;
  children: Token["children"] = null;
  content = "";
  markup = "";
  info = "";
  meta: Token["meta"] = null;
  block = true;
  hidden = false;
  constructor(
    public type: string,
    public tag: string,
    public nesting: Token["nesting"],
    public level: number,
  ) {}
}

const { Token: ParserToken } = new PARSER.block.State("", PARSER, {}, []);
Object.setPrototypeOf(BlockToken.prototype, ParserToken.prototype);

/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- it is a token in all but its constructor, on purpose */
PARSER.block.State = class extends PARSER.block.State {
  override push(type: string, tag: string, nesting: Token["nesting"]): Token {
    if (nesting < 0) this.level--;
    const token = new BlockToken(type, tag, nesting, this.level);
    if (nesting > 0) this.level++;
    this.tokens.push(token);
    return token;
  }
};
