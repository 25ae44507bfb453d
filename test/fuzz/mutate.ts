/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(values: readonly T[]): T {
    // The index is below the length; callers give lists that are not empty.
    return values[this.below(values.length)] as T;
  }
}

/** Pieces that parsers and analyses trip over: unbalanced brackets, directives, numbers at their limits, deep nesting. */
const PIECES = [
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  ";",
  '"',
  "'",
  "/*",
  "*/",
  "//",
  "\\\n",
  "#if 0\n",
  "\n#else\n",
  "\n#endif\n",
  "\n#define A A(A)\n",
  "\n#include __FILE__\n",
  "0x7fffffffffffffff",
  "-1",
  "sizeof(x[sizeof x])",
  "goto again; again:",
  "while (1) {",
  "do { ",
  "case 1 ... 0:",
  "\0",
  "\ufeff",
  "\u{1f4a9}",
  "((((((((((((((((((((((((((((((((",
  "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{",
  "a->b->c->d->e->f->g->h",
  "?:",
  "= {[0 ... 9] = {.x = 1}}",
  "struct s { struct s s; } s;",
  "template<",
  "operator()",
  "@satisfies SRS-",
  "`${",
  "=> {",
  "async *",
];

/** A source with a few changes that nobody would type: cut, doubled, moved, or mixed with another. */
export function mutate(source: string, others: readonly string[], dice: Dice): string {
  let text = source;
  for (let left = 1 + dice.below(6); left > 0; left--) text = change(text, others, dice);
  return text.slice(0, MOST);
}

/** Longest input, in UTF-16 code units: what counts is the shape, not the size. */
const MOST = 60_000;

function change(text: string, others: readonly string[], dice: Dice): string {
  const from = dice.below(text.length + 1);
  const to = Math.min(text.length, from + 1 + dice.below(dice.pick([2, 12, 80, 600])));
  const cut = text.slice(from, to);
  switch (dice.below(9)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, to) + cut + text.slice(to);
    case 2:
      return text.slice(0, from);
    case 3: {
      const place = dice.below(text.length + 1);
      return text.slice(0, place) + cut + text.slice(place);
    }
    case 4: {
      const other = dice.pick(others);
      const start = dice.below(other.length + 1);
      return text.slice(0, from) + other.slice(start, start + 1 + dice.below(400)) + text.slice(from);
    }
    case 5:
      return text.slice(0, from) + String.fromCharCode(dice.below(256)) + text.slice(from + 1);
    case 6:
      return text.slice(0, from) + cut.repeat(1 + dice.below(20)) + text.slice(to);
    case 7: {
      const lines = text.split("\n");
      const line = dice.below(lines.length);
      lines.splice(line, 1 + dice.below(3));
      return lines.join("\n");
    }
    default:
      return text.slice(0, from) + dice.pick(PIECES) + text.slice(from);
  }
}
