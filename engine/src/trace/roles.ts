import { ITEM_KINDS, type EdgeRole, type ItemKind } from "./graph.js";

interface Ends {
  readonly from: readonly ItemKind[];
  readonly to: readonly ItemKind[];
}

const REQUIREMENTS: readonly ItemKind[] = ["system-requirement", "software-requirement"];
const RISKS: readonly ItemKind[] = ["software-cause", "sequence-of-events", "hazardous-situation", "hazard", "threat"];

/** Which kinds of items a role may join; anything else is a problem of the document or tag that states the link. */
const ALLOWED: Readonly<Record<EdgeRole, readonly Ends[]>> = {
  derives: [{ from: REQUIREMENTS, to: REQUIREMENTS }],
  refines: [
    { from: REQUIREMENTS, to: REQUIREMENTS },
    // Within a risk: a cause belongs to a situation, a situation to a hazard, a harm to what leads to it (ISO 14971).
    { from: [...RISKS, "harm"], to: RISKS },
  ],
  satisfies: [{ from: ["unit", "design", "software-item"], to: [...REQUIREMENTS, "design"] }],
  verifies: [{ from: ["test-case", "verification-record"], to: [...REQUIREMENTS, "risk-control", "unit", "design"] }],
  mitigates: [
    { from: [...REQUIREMENTS, "unit", "design"], to: ["risk-control"] },
    { from: ["risk-control"], to: RISKS },
  ],
  relates: [{ from: ITEM_KINDS, to: ITEM_KINDS }],
};

/** True when a link of the role may join the kinds. */
export function mayJoin(role: EdgeRole, from: ItemKind, to: ItemKind): boolean {
  return ALLOWED[role].some((ends) => ends.from.includes(from) && ends.to.includes(to));
}

/** The role that a link of no stated role has between items of the kinds: a test verifies, code satisfies, a requirement derives. */
export function fittingRole(from: ItemKind, to: ItemKind): EdgeRole {
  return (["verifies", "satisfies", "derives", "mitigates", "refines"] as const).find((role) => mayJoin(role, from, to)) ?? "relates";
}

/** Kinds that a link of the role may end at when it starts at an item of the kind; empty when it may not start there at all. */
export function expectedEnds(role: EdgeRole, from: ItemKind): readonly ItemKind[] {
  return ALLOWED[role].filter((ends) => ends.from.includes(from)).flatMap((ends) => ends.to);
}
