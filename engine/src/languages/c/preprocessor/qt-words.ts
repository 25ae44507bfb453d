import { groupLength } from "../macro-text.js";
import { blank, type Replacement } from "./blank.js";

/** Macros by which classes of Qt tell its compiler of meta-objects about themselves: C++ sees nothing, or an access specifier. */
const WORDS =
  /\b(?:(Q_(?:PROPERTY|ENUMS?|FLAGS?|CLASSINFO|INTERFACES|DECLARE_\w+|DISABLE_COPY\w*|PLUGIN_METADATA|OVERRIDE|REVISION|PRIVATE_\w+)|QML_\w+)[ \t]*(?=\()|(Q_(?:OBJECT|GADGET|NAMESPACE|INVOKABLE|SCRIPTABLE|SIGNAL|SLOT|EMIT|DECL_\w+)|QML_(?:ELEMENT|SINGLETON|ANONYMOUS|UNCREATABLE|INTERFACE)|emit(?=[ \t]+[A-Za-z_]))\b|(?<=^[ \t]*)(signals|Q_SIGNALS)(?=[ \t]*:(?!:))|(?<=\b(?:public|protected|private)[ \t]+)(?:slots|Q_SLOTS)(?=[ \t]*:(?!:)))/gm;
/** Files without one of these know nothing of Qt. */
const ANY = /\b(?:Q_[A-Z]|QML_|(?:slots|signals)[ \t]*:)|#[ \t]*include[ \t]*[<"]Q[A-Zt]/;

/** What Qt adds to C++, as what C++ has in its place. */
export function qtWords(text: string): readonly Replacement[] {
  if (!ANY.test(text)) return [];
  const found: Replacement[] = [];
  WORDS.lastIndex = 0;
  for (let match = WORDS.exec(text); match; match = WORDS.exec(text)) {
    const [all, called, , signals] = match;
    const start = match.index;
    const end = start + all.length;
    if (isInDirective(text, start)) continue;
    if (signals !== undefined) found.push({ start, text: "public".padEnd(all.length) });
    else if (called === undefined) found.push(blank(text, { start, end }));
    else {
      const length = groupLength(text.slice(end));
      if (length > 0) found.push(blank(text, { start, end: end + length }));
      WORDS.lastIndex = end + length;
    }
  }
  return found;
}

/** In a line that begins with `#`: who defines such a word means it. */
function isInDirective(text: string, at: number): boolean {
  return /^[ \t]*#/.test(text.slice(text.lastIndexOf("\n", at) + 1, at));
}
