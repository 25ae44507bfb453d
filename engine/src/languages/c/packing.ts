import { NO_NODE, type NodeId } from "../../syntax/tree.js";
import { nameText, tagOf } from "./declarator.js";
import type { CSemantics } from "./semantics.js";

/** How a record's members are laid out beside the rules of the data model. */
export interface Packing {
  /** No member is aligned to more bytes than this. */
  readonly most: number;
  /** The record as a whole is aligned to so many bytes at least. */
  readonly least: number;
}

/** Text before a record in which attributes are looked for. */
const MAX_BEFORE = 200;
const NAME = /[A-Za-z_]\w*/g;
const ATTRIBUTE =
  /(?:__attribute__|__attribute|__declspec|_Alignas|alignas)\s*\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)|\[\[([^\]]*)\]\]/g;
const PACK = /(?:^|\n)[ \t]*#[ \t]*pragma[ \t]+pack[ \t]*\(([^)\n]*)\)|_Pragma\s*\(\s*"pack\s*\(([^)"]*)\)\s*"\s*\)/g;

/**
 * Packing of the record at `node`, by attributes, keywords (`__packed`), macros that stand for them, and `#pragma pack`; `undefined` where
 * something beside the record may be any of these: a name that nothing declares.
 */
export function packingOf(file: CSemantics, node: NodeId): Packing | undefined {
  const { tree, written } = file;
  const body = tree.childByField(node, "body");
  if (body === NO_NODE || written.length < tree.end(node)) return undefined;
  const start = tree.start(node);
  const before = written.slice(Math.max(0, start - MAX_BEFORE), tree.start(body));
  const behind = written.slice(tree.end(body), tree.end(body) + MAX_BEFORE);
  const tag = tagOf(tree, node);
  const around = new Surrounding(file, tag === NO_NODE ? "" : nameText(tree, tag));
  around.read(lastPart(withoutComments(before)), false);
  around.read(withoutComments(behind).split(/[;{=]/, 1)[0] ?? "", true);
  if (around.isUnknown) return undefined;
  return { most: around.isPacked ? 1 : packAt(file, start), least: around.least };
}

/** Reads what stands before and behind a record. */
class Surrounding {
  isPacked = false;
  isUnknown = false;
  least = 1;

  constructor(
    private readonly file: CSemantics,
    private readonly tag: string,
  ) {}

  /** @param declares names follow that the declaration is for */
  read(text: string, declares: boolean): void {
    const rest = text.replace(ATTRIBUTE, (_, inner: string | undefined, brackets: string | undefined) => {
      this.attribute(inner ?? brackets ?? "");
      return " ";
    });
    const first = declares ? (rest.split(",", 1)[0] ?? "") : rest;
    let names = 0;
    for (const [name] of first.matchAll(NAME)) {
      // What stands where the tag does can be a macro as well.
      if (KEYWORDS.has(name) || this.isMacro(name) || name === this.tag) continue;
      if (/^_*packed_*$/i.test(name)) this.isPacked = true;
      else names++;
    }
    if (names > (declares ? 1 : 0)) this.isUnknown = true;
  }

  private isMacro(name: string): boolean {
    const body = this.macro(name);
    if (body === undefined) return false;
    if (/packed/i.test(body)) this.isPacked = true;
    if (/align/i.test(body)) this.attribute(body);
    return true;
  }

  private macro(name: string): string | undefined {
    return this.file.surroundings.find("macros", name)?.fact.body;
  }

  private attribute(text: string): void {
    if (text.includes("packed")) this.isPacked = true;
    if (!/align/i.test(text)) return;
    const bytes = Number(/align(?:ed|as)?_*\s*\(\s*(\d+)\s*\)/i.exec(text)?.[1] ?? NaN);
    if (Number.isInteger(bytes) && bytes > 0) this.least = Math.max(this.least, bytes);
    else this.isUnknown = true;
  }
}

/** What stands behind the last statement, block or directive. */
function lastPart(text: string): string {
  return /[^;{}]*$/.exec(text.replace(/(?:^|\n)[ \t]*#[^\n]*/g, ";"))?.[0] ?? "";
}

function withoutComments(text: string): string {
  return text
    .replace(/^(?:(?!\/\*)[^])*?\*\//, (match) => (match.includes("//") ? match : " "))
    .replace(/\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*/g, " ");
}

const packs = new WeakMap<CSemantics, readonly { readonly at: number; readonly most: number }[]>();

/** The limit that `#pragma pack` sets at an offset. */
function packAt(file: CSemantics, offset: number): number {
  let known = packs.get(file);
  if (known === undefined) packs.set(file, (known = readPacks(file.written)));
  let most = Infinity;
  for (const each of known) {
    if (each.at > offset) break;
    most = each.most;
  }
  return most;
}

function readPacks(text: string): readonly { readonly at: number; readonly most: number }[] {
  if (!text.includes("pack")) return [];
  const found: { readonly at: number; readonly most: number }[] = [];
  const stack: number[] = [];
  let most = Infinity;
  for (const match of text.matchAll(PACK)) {
    const words = (match[1] ?? match[2] ?? "").split(",").map((word) => word.trim());
    const value = Number(words.find((word) => /^\d+$/.test(word)) ?? NaN);
    if (words.includes("push")) stack.push(most);
    if (words.includes("pop")) most = stack.pop() ?? Infinity;
    else if (!Number.isNaN(value)) most = value > 0 ? value : Infinity;
    else if (!words.includes("push")) most = Infinity;
    found.push({ at: match.index, most });
  }
  return found;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  "typedef", "struct", "union", "class", "enum", "static", "const", "volatile", "extern", "final", "public", "private", "protected",
  "constexpr", "inline", "register", "restrict", "__extension__", "unsigned", "signed",
]); // prettier-ignore
