import { digestOf } from "../../text/digest.js";
import type { FilePath } from "../../text/span.js";
import type { TraceEdge, TraceItem } from "../graph.js";
import type { EndTexts } from "../review/end-texts.js";
import { CodeReach, type CodePiece, type Reach, type ReachedCode, type ReachView } from "./code-reach.js";
import type { StampPart } from "./stamp-record.js";

/** What a verification rests on now. */
export interface VerifiedState {
  readonly parts: Readonly<Record<StampPart, string>>;
  /** Files that hold any of it. */
  readonly files: readonly FilePath[];
}

/** What following links asks of the graph. */
export interface LinkView {
  item(id: string): TraceItem | undefined;
  incoming(id: string): readonly TraceEdge[];
}

/**
 * Digests of what a test's passing depends on: the units that implement what it verifies, the functions that they and the test
 * call, the types, macros and variables at file scope that all of these name, the test's own code, and the text of what is verified.
 */
export class StampParts {
  private readonly reach: CodeReach;
  private readonly units = new Map<string, { readonly items: readonly TraceItem[]; readonly reach: Reach }>();
  private readonly tests = new Map<string, Reach>();

  constructor(
    private readonly links: LinkView,
    private readonly ends: EndTexts,
    view: ReachView,
  ) {
    this.reach = new CodeReach(view);
  }

  of(test: TraceItem, verified: TraceItem): VerifiedState {
    const units = this.unitsOf(verified);
    const own = this.reachOfTest(test);
    const code = [...units.items, test].flatMap(piecesOf);
    const foreign = (reached: readonly ReachedCode[]): ReachedCode[] => reached.filter((each) => !code.some((piece) => holds(piece, each)));
    const callees = foreign([...units.reach.callees, ...own.callees]);
    const declarations = foreign([...units.reach.declarations, ...own.declarations]);
    return {
      parts: {
        unit: partDigest(
          "unit",
          units.items.map((item) => [item.id, this.ends.digestOf(item)]),
        ),
        callees: partDigest("callees", callees.map(named)),
        declarations: partDigest("declarations", declarations.map(named)),
        test: this.ends.digestOf(test),
        requirement: this.ends.digestOf(verified),
      },
      files: [
        ...new Set([
          ...[...units.items, test, verified].map(({ location }) => location.file),
          ...[...callees, ...declarations].map(({ file }) => file),
        ]),
      ].sort(),
    };
  }

  private unitsOf(verified: TraceItem): { readonly items: readonly TraceItem[]; readonly reach: Reach } {
    let known = this.units.get(verified.id);
    if (!known) {
      const items = implementers(this.links, verified);
      this.units.set(verified.id, (known = { items, reach: this.reach.of(items.flatMap(piecesOf)) }));
    }
    return known;
  }

  private reachOfTest(test: TraceItem): Reach {
    let known = this.tests.get(test.id);
    if (!known) this.tests.set(test.id, (known = this.reach.of(piecesOf(test))));
    return known;
  }
}

/** Digest of one part: of the named digests in it, sorted, each once. */
function partDigest(part: StampPart, entries: readonly (readonly [name: string, digest: string])[]): string {
  const sorted = [...new Map(entries.map((entry) => [entry.join("\u0000"), entry])).entries()].sort(([a], [b]) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  return digestOf(JSON.stringify(["vitalint-stamp", 1, part, sorted.map(([, entry]) => entry)]));
}

function named({ key, digest }: ReachedCode): readonly [string, string] {
  return [key, digest];
}

/** Units that implement an item: by their tags, through design elements, and through what derives from it or implements it. */
function implementers(links: LinkView, verified: TraceItem): readonly TraceItem[] {
  const seen = new Set([verified.id]);
  const units: TraceItem[] = [];
  for (const id of seen) {
    const item = links.item(id);
    if (item?.kind === "unit") {
      units.push(item);
      continue;
    }
    for (const { from, role } of links.incoming(id)) if (role !== "verifies" && role !== "relates") seen.add(from);
  }
  return units.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function piecesOf({ kind, location }: TraceItem): CodePiece[] {
  return (kind === "unit" || kind === "test-case") && location.kind === "span" ? [{ file: location.file, span: location.span }] : [];
}

function holds(piece: CodePiece, code: ReachedCode): boolean {
  if (piece.file !== code.file) return false;
  return piece.span.start === piece.span.end || (piece.span.start <= code.span.start && code.span.end <= piece.span.end);
}
