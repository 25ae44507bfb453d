/** At most so many suggestions a mistyped id: more are no help. */
const MAX_SUGGESTIONS = 3;

/**
 * Finds the known ids that a mistyped one may mean: equal but for case, separators or leading zeros, or one slip of the
 * finger away. By a deletion index (as SymSpell has it) built on the first question: a hundred thousand ids cost one pass,
 * where comparing each unknown id with each known one would not end.
 */
export class IdSuggestions {
  private index: Map<string, string[]> | undefined;

  constructor(private readonly ids: Iterable<string>) {}

  /** The nearest ids: only those that are as near as the nearest one. Empty when none is near. */
  for(unknown: string): readonly string[] {
    this.index ??= indexOf(this.ids);
    const form = normalForm(unknown);
    const candidates = new Set<string>();
    for (const key of [form, ...deletions(form)]) for (const id of this.index.get(key) ?? []) candidates.add(id);
    const ranked = [...candidates].map((id) => ({ id, rank: rank(form, normalForm(id), unknown, id) }));
    const best = Math.min(...ranked.map((candidate) => candidate.rank));
    return ranked
      .filter((candidate) => candidate.rank === best)
      .map(({ id }) => id)
      .sort()
      .slice(0, MAX_SUGGESTIONS);
  }
}

function indexOf(ids: Iterable<string>): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const id of ids) {
    const form = normalForm(id);
    for (const key of [form, ...deletions(form)]) {
      const list = index.get(key);
      if (list) list.push(id);
      else index.set(key, [id]);
    }
  }
  return index;
}

/** Upper case, no separators, no leading zeros in numbers: `srs_012` and `SRS-12` are one. */
function normalForm(id: string): string {
  return id
    .toUpperCase()
    .replace(/(^|[^0-9])0+(?=[0-9])/g, "$1")
    .replace(/[-_. ]/g, "");
}

function deletions(text: string): Set<string> {
  const set = new Set<string>();
  for (let i = 0; i < text.length; i++) set.add(text.slice(0, i) + text.slice(i + 1));
  return set;
}

/** Smaller is nearer: same but for writing, then two letters swapped, then one missing or too many, then one wrong (in letters before digits). */
function rank(form: string, other: string, unknown: string, id: string): number {
  if (form === other) return id.length === unknown.length ? 0 : 1;
  let start = 0;
  while (start < form.length && form[start] === other[start]) start++;
  if (form.length !== other.length) return 3;
  if (form[start] === other[start + 1] && form[start + 1] === other[start] && form.slice(start + 2) === other.slice(start + 2)) return 2;
  return /[0-9]/.test(form[start] ?? "") && /[0-9]/.test(other[start] ?? "") ? 5 : 4;
}
