import type { FilePath, Location } from "../text/span.js";
import { idPlace } from "../trace/places.js";
import type { TraceGraph } from "../trace/graph.js";
import type { IdeContext } from "./context.js";
import { idAt } from "./id-at.js";
import { lineTables, type LineTables } from "./file-view.js";

/** Hazards near a place, each with where it is defined and how the place is linked to it. */
export interface NearHazards {
  readonly hazards: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity?: string;
    /** Risk controls between the place and the hazard. */
    readonly controls: readonly string[];
    readonly place: Location;
  }[];
  readonly lines: LineTables;
}

/** Hazards and threats that the code, requirement or id at an offset stands before; an empty list where it stands before none. */
export function hazardsAt(context: IdeContext, path: FilePath, offset: number): NearHazards {
  const graph = context.graph();
  const item = graph.item(idAt(context.project, path, offset)?.id ?? "");
  const place =
    item && item.location.kind !== "entry" ? { file: item.location.file, offset: item.location.idSpan.start } : { file: path, offset };
  const { hazards, riskControls } = graph.contextOf(place.file, place.offset);
  const found = hazards.flatMap((id) => {
    const hazard = graph.item(id);
    if (!hazard) return [];
    const controls = riskControls.filter((control) => leadsTo(graph, control, id));
    return [
      {
        id,
        title: hazard.title,
        ...(hazard.severity === undefined ? {} : { severity: hazard.severity }),
        controls,
        place: idPlace(hazard.location),
      },
    ];
  });
  return { hazards: found, lines: lineTables(context, [...new Set(found.map((hazard) => hazard.place.file))]) };
}

/** True when the control is there for the hazard, directly or through causes and situations. */
function leadsTo(graph: TraceGraph, control: string, hazard: string): boolean {
  const reached = new Set([control]);
  for (const each of reached)
    for (const { role, to } of graph.outgoing(each)) if (role === "mitigates" || role === "refines") reached.add(to);
  return reached.has(hazard);
}
