import { IdSuggestions, normalForm } from "./suggestions.js";
import { withoutRevision } from "./suspect.js";
import type { GraphNode } from "./graph-node.js";

/** A rebuilt index costs a second at a hundred thousand ids: so many changes are looked up beside it instead. */
const MAX_CHANGES = 2000;

/** The ids of documents, found by what a person may write instead of them. Each of the indexes is built when it is first asked for. */
export class IdIndex {
  /** By form the id that has it, or the several. */
  private forms: Map<string, string | ReadonlySet<string>> | undefined;
  private suggestions: IdSuggestions | undefined;
  private added = new Set<string>();
  private addedSuggestions: IdSuggestions | undefined;
  private removed = new Set<string>();
  /** Items that count revisions, by their id without it. */
  private readonly revisions = new Map<string, Set<GraphNode>>();

  /** `ids`: those of all documents as they are now. */
  constructor(private readonly ids: () => Iterable<string>) {}

  /** To be called when an id came or went. */
  changed(id: string, isThere: boolean): void {
    if (this.forms) {
      if (isThere) addForm(this.forms, id);
      else removeForm(this.forms, id);
    }
    if (!this.suggestions) return;
    this.addedSuggestions = undefined;
    // What came back is in the index already, if it was when that was built.
    if (isThere) {
      if (!this.removed.delete(id)) this.added.add(id);
    } else if (!this.added.delete(id)) this.removed.add(id);
    if (this.added.size + this.removed.size <= MAX_CHANGES) return;
    this.suggestions = undefined;
    this.added = new Set();
    this.removed = new Set();
  }

  /** To be called when an item came, went or changed that counts revisions. */
  revised(node: GraphNode, isThere: boolean): void {
    const key = withoutRevision(node.id);
    const nodes = this.revisions.get(key) ?? new Set<GraphNode>();
    if (isThere) nodes.add(node);
    else nodes.delete(node);
    this.revisions.set(key, nodes);
  }

  /** The id that is written in another form; `undefined` when none or more than one is. */
  ofForm(id: string): string | undefined {
    this.forms ??= formsOf(this.ids());
    const found = this.forms.get(normalForm(id));
    return typeof found === "string" ? found : undefined;
  }

  /** The latest revision of the item that an id names. */
  latest(id: string): GraphNode | undefined {
    let latest: GraphNode | undefined;
    for (const node of this.revisions.get(withoutRevision(id)) ?? []) {
      const a = latest?.item?.revision ?? -1;
      const b = node.item?.revision ?? -1;
      if (!latest || b > a || (b === a && node.id < latest.id)) latest = node;
    }
    return latest;
  }

  /** The ids that a mistyped one may mean. */
  near(id: string): readonly string[] {
    this.suggestions ??= new IdSuggestions(this.ids());
    if (this.added.size > 0) this.addedSuggestions ??= new IdSuggestions(this.added);
    return IdSuggestions.nearest(id, [this.suggestions, ...(this.addedSuggestions ? [this.addedSuggestions] : [])], this.removed);
  }
}

function formsOf(ids: Iterable<string>): Map<string, string | ReadonlySet<string>> {
  const forms = new Map<string, string | ReadonlySet<string>>();
  for (const id of ids) addForm(forms, id);
  return forms;
}

function addForm(forms: Map<string, string | ReadonlySet<string>>, id: string): void {
  const form = normalForm(id);
  const known = forms.get(form);
  if (known === undefined || known === id) forms.set(form, id);
  else forms.set(form, new Set([...(typeof known === "string" ? [known] : known), id]));
}

function removeForm(forms: Map<string, string | ReadonlySet<string>>, id: string): void {
  const form = normalForm(id);
  const known = forms.get(form);
  if (known === id) forms.delete(form);
  if (known === undefined || typeof known === "string") return;
  const [only, ...others] = [...known].filter((each) => each !== id);
  if (only === undefined) forms.delete(form);
  else forms.set(form, others.length === 0 ? only : new Set([only, ...others]));
}
