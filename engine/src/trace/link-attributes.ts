import type { EdgeRole, ItemKind } from "./graph.js";

/** How an attribute of a requirement or risk document links its item; `inverse`: the item is the link's end. */
export interface LinkAttribute {
  readonly role: EdgeRole;
  readonly inverse: boolean;
}

const forward = (role: EdgeRole): LinkAttribute => ({ role, inverse: false });
const inverse = (role: EdgeRole): LinkAttribute => ({ role, inverse: true });

const LINK_ATTRIBUTES: Readonly<Record<string, LinkAttribute>> = {
  parent: forward("derives"),
  parents: forward("derives"),
  derives: forward("derives"),
  "derives from": forward("derives"),
  "derived from": forward("derives"),
  "traces to": forward("derives"),
  "has parent": forward("derives"),
  upstream: forward("derives"),
  "upstream items": forward("derives"),
  "upstream relationships": forward("derives"),
  downstream: inverse("derives"),
  "downstream items": inverse("derives"),
  "downstream relationships": inverse("derives"),
  refines: forward("refines"),
  child: inverse("derives"),
  children: inverse("derives"),
  mitigates: forward("mitigates"),
  controls: forward("mitigates"),
  "risk control": forward("mitigates"),
  "risk controls": forward("mitigates"),
  "risk control measure": forward("mitigates"),
  "mitigated by": inverse("mitigates"),
  "controlled by": inverse("mitigates"),
  satisfies: forward("satisfies"),
  fulfills: forward("satisfies"),
  implements: forward("satisfies"),
  verifies: forward("verifies"),
  "verified by": inverse("verifies"),
};

/** Columns of links to other modules, as exports of DOORS name them: `Out-links`, `Links to SYS`. */
const LINK_COLUMN = /^(?:out(?:going)? ?links?|links? to [a-z].*|traces? to [a-z].*)$/;

/** How a verification record names what was verified. */
const RECORD_ATTRIBUTES: ReadonlySet<string> = new Set([
  "verifies",
  "item",
  "items",
  "item verified",
  "items verified",
  "verified item",
  "verified items",
  "object",
  "subject",
  "requirement",
  "requirements",
  "unit",
  "units",
  "software unit",
  "covers",
  "traces to",
]);

/** Attributes by which a risk item names others; read as in {@link LINK_ATTRIBUTES} but from the risk file's side. */
const RISK_ATTRIBUTES: Readonly<Record<string, LinkAttribute>> = {
  "risk control": inverse("mitigates"),
  "risk controls": inverse("mitigates"),
  "risk control measure": inverse("mitigates"),
  requirement: inverse("mitigates"),
  requirements: inverse("mitigates"),
  "software requirement": inverse("mitigates"),
  "software requirements": inverse("mitigates"),
  "implemented by": inverse("mitigates"),
};

const REQUIREMENT_KINDS: ReadonlySet<ItemKind> = new Set(["system-requirement", "software-requirement"]);
const CONTROLLED_KINDS: ReadonlySet<string> = new Set([
  "hazard",
  "hazards",
  "cause",
  "software cause",
  "hazardous situation",
  "situation",
  "sequence of events",
  "threat",
]);

/** The link that an attribute states for an item of a kind; `undefined` for attributes that are plain facts (`hazard` with prose, `class`). */
export function linkAttribute(name: string, kind: ItemKind): LinkAttribute | undefined {
  const key = attributeKey(name);
  // What a SOUP item is needed for may be a requirement's id or prose (IEC 62304 5.3.3).
  if (kind === "soup") return /^(?:requirements?|software requirements?)$/.test(key) ? forward("relates") : undefined;
  if (kind === "verification-record") return RECORD_ATTRIBUTES.has(key) ? forward("verifies") : undefined;
  if (REQUIREMENT_KINDS.has(kind)) {
    const link = LINK_ATTRIBUTES[key] ?? (LINK_COLUMN.test(key) ? forward("derives") : undefined);
    // What satisfies a requirement is code or design; a requirement that says so of another derives from it.
    return link?.role === "satisfies" ? { ...link, role: "derives" } : link;
  }
  if (kind === "design") {
    // A design element satisfies its requirements; `parent` between elements of one level is rare and reads the same.
    const link = LINK_ATTRIBUTES[key] ?? (key === "requirement" || key === "requirements" ? forward("satisfies") : undefined);
    return link?.role === "derives" ? { ...link, role: "satisfies" } : link;
  }
  if (kind === "risk-control") {
    if (CONTROLLED_KINDS.has(key)) return forward("mitigates");
    return key.startsWith("risk control") ? undefined : (RISK_ATTRIBUTES[key] ?? LINK_ATTRIBUTES[key]);
  }
  // A cause belongs to a situation, a situation to a hazard: said by `refines`.
  if (CONTROLLED_KINDS.has(key) || key === "parent") return forward("refines");
  return RISK_ATTRIBUTES[key] ?? LINK_ATTRIBUTES[key];
}

const RELATIONS: readonly (readonly [RegExp, EdgeRole])[] = [
  [/verif|test|validat/, "verifies"],
  [/mitigat|control/, "mitigates"],
  [/satisf|fulfil|implement|realiz|realis|allocat/, "satisfies"],
  [/refin|decompos/, "refines"],
  [/deriv|parent|trace|elaborat|copy|depends/, "derives"],
];

/** What a relation's name says, and whether it says so from the other end (`is verified by`). */
export function relationOf(name: string): { readonly role: EdgeRole | undefined; readonly inverse: boolean } {
  const word = name.toLowerCase().replace(/[\s_-]+/g, " ");
  return {
    role: RELATIONS.find(([pattern]) => pattern.test(word))?.[1],
    inverse: /(?:ed|en) by\b|\b(?:child|children)\b|derived to\b/.test(word),
  };
}

/** Attributes that must hold an id: anything else in them is a mistake. The others may hold prose. */
export function demandsIds(name: string): boolean {
  return ["parent", "parents", "derived from", "derives from", "refines", "mitigates", "satisfies", "verifies"].includes(
    attributeKey(name),
  );
}

/** Attribute name as compared: lower case, words separated by one blank. */
export function attributeKey(name: string): string {
  // As most are written.
  if (/^[a-z]+$/.test(name)) return name;
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, " ");
}

/** Values that say "none" on purpose. */
export function isPlaceholder(value: string): boolean {
  return /^(?:-+|–|—|n\/?a|none|nil|tbd|tbc|\?|not applicable)?\.?$/i.test(value.trim());
}
