import { GlobSet } from "../project/file-sets.js";
import type { ClassOrNone, ItemRef, RowState, TraceSummary } from "./model.js";

/** What a listing of the trace is narrowed to; an absent part lets everything through. */
export interface TraceFilter {
  /** Patterns of ids, as globs: `SRS-0*`. */
  readonly ids: readonly string[];
  /** Globs of the documents that define the items. */
  readonly files: readonly string[];
  readonly states: readonly RowState[];
  readonly classes: readonly ClassOrNone[];
}

/** The report with only those rows and gaps that a filter lets through; coverage stays that of the whole project. */
export function filteredTrace<T extends TraceSummary>(model: T, filter: TraceFilter): T {
  if (Object.values(filter).every((wanted: readonly unknown[]) => wanted.length === 0)) return model;
  const ids = filter.ids.length === 0 ? undefined : new GlobSet(filter.ids);
  const files = filter.files.length === 0 ? undefined : new GlobSet(filter.files);
  const fits = (item: Pick<ItemRef, "id" | "place"> | undefined, itemClass: ClassOrNone): boolean =>
    (ids === undefined || (item !== undefined && ids.has(item.id))) &&
    (files === undefined || (item?.place !== undefined && files.has(item.place.file))) &&
    (filter.classes.length === 0 || filter.classes.includes(itemClass));
  const inState = (state: RowState): boolean => filter.states.length === 0 || filter.states.includes(state);
  const requirements = model.requirements.filter((row) => fits(row.item, row.class) && inState(row.state));
  const risks = model.risks.filter((row) => (fits(row.control, row.class) || fits(row.hazard, row.class)) && inState(row.state));
  const shown = new Set([...requirements.map(({ item }) => item.id), ...risks.flatMap((row) => [row.control?.id, row.hazard?.id])]);
  const gaps = model.gaps.filter((gap) => fits(gap, gap.class) && (filter.states.length === 0 || shown.has(gap.id)));
  return { ...model, requirements, risks, gaps };
}
