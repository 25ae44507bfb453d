import { MAX_ID_LENGTH } from "./ids.js";

/** At most so many suggestions a mistyped id: more are no help. */
const MAX_SUGGESTIONS = 3;

/** An entry of the index packs a 32-bit hash and the number of an id into one exact integer. */
const MAX_IDS = 2 ** 20;

/**
 * Finds the known ids that a mistyped one may mean: equal but for case, separators or leading zeros, or one slip of the
 * finger away. By a deletion index (as SymSpell has it), sorted hashes in one array, built on the first question: a hundred
 * thousand ids cost one pass, where comparing each unknown id with each known one would not end.
 */
export class IdSuggestions {
  private index: Float64Array | undefined;
  private readonly ids: readonly string[];

  constructor(ids: Iterable<string>) {
    this.ids = [...ids].slice(0, MAX_IDS);
  }

  /** The nearest ids of several indexes: only those that are as near as the nearest one. Empty when none is near. */
  static nearest(unknown: string, indexes: readonly IdSuggestions[], without: ReadonlySet<string>): readonly string[] {
    if (unknown.length > MAX_ID_LENGTH) return [];
    const form = normalForm(unknown);
    const ranked = indexes.flatMap((index) => index.ranked(unknown, form)).filter(({ id }) => !without.has(id));
    const best = Math.min(...ranked.map((candidate) => candidate.rank));
    return ranked
      .filter((candidate) => candidate.rank === best)
      .map(({ id }) => id)
      .sort()
      .slice(0, MAX_SUGGESTIONS);
  }

  private ranked(unknown: string, form: string): { readonly id: string; readonly rank: number }[] {
    this.index ??= indexOf(this.ids);
    const ranked: { readonly id: string; readonly rank: number }[] = [];
    for (const number of this.candidates(form)) {
      const id = this.ids[number] ?? "";
      const near = rank(form, normalForm(id), unknown, id);
      if (near !== undefined) ranked.push({ id, rank: near });
    }
    return ranked;
  }

  private candidates(form: string): Set<number> {
    const index = this.index ?? new Float64Array();
    const found = new Set<number>();
    for (let skip = -1; skip < form.length; skip++) {
      const low = hashWithout(form, skip) * MAX_IDS;
      for (let at = lowerBound(index, low); at < index.length; at++) {
        const number = (index[at] ?? 0) - low;
        if (number >= MAX_IDS) break;
        found.add(number);
      }
    }
    return found;
  }
}

function indexOf(ids: readonly string[]): Float64Array {
  const forms = ids.map(normalForm);
  const entries = new Float64Array(forms.reduce((sum, form) => sum + form.length + 1, 0));
  let size = 0;
  forms.forEach((form, number) => {
    for (let skip = -1; skip < form.length; skip++) entries[size++] = hashWithout(form, skip) * MAX_IDS + number;
  });
  return entries.sort();
}

/** FNV-1a of a text without one character; of the whole text for -1. Collisions only cost a comparison. */
function hashWithout(text: string, skip: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) if (i !== skip) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Upper case, no separators, no leading zeros in numbers: `srs_012` and `SRS-12` are one. */
export function normalForm(id: string): string {
  return id
    .toUpperCase()
    .replace(/(^|[^0-9])0+(?=[0-9])/g, "$1")
    .replace(/[-_. ]/g, "");
}

/**
 * How near two ids are; smaller is nearer: same but for writing, then two letters swapped, then one missing or too many, then one
 * wrong (letters before digits). `undefined`: not near.
 */
function rank(form: string, other: string, unknown: string, id: string): number | undefined {
  if (form === other) return id.length === unknown.length ? 0 : 1;
  let start = 0;
  while (start < form.length && form[start] === other[start]) start++;
  const rest = (text: string, from: number) => text.slice(start + from);
  if (form[start] === other[start + 1] && form[start + 1] === other[start] && rest(form, 2) === rest(other, 2)) return 2;
  if (rest(form, 1) === rest(other, 0) || rest(form, 0) === rest(other, 1)) return 3;
  if (rest(form, 1) !== rest(other, 1)) return undefined;
  return /[0-9]/.test(form[start] ?? "") && /[0-9]/.test(other[start] ?? "") ? 5 : 4;
}
