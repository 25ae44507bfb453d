import type { Place, Position, WorkspaceEdit } from "./lsp.js";
import type { ProjectParams } from "./project.js";
import type { Request } from "./request.js";

/** A place in an open document. */
export interface PositionParams {
  readonly uri: string;
  readonly position: Position;
}

/** `vitalint/hazards`: hazards that the code, requirement or id at a place stands before. */
export const hazardsRequest: Request<PositionParams, readonly NearHazard[]> = { method: "vitalint/hazards" };

export interface NearHazard {
  readonly id: string;
  readonly title: string;
  /** As the risk file words it. */
  readonly severity?: string;
  /** Ids of the risk controls between the place and the hazard. */
  readonly controls: readonly string[];
  readonly place: Place;
}

/** `vitalint/linkTargets`: what the function at a place can be linked to; null outside of a function, or where no document is. */
export const linkTargetsRequest: Request<PositionParams, LinkTargets | null> = { method: "vitalint/linkTargets" };

export interface LinkTargets {
  readonly function: string;
  readonly items: readonly { readonly id: string; readonly title: string; readonly kind: string; readonly linked: boolean }[];
}

/** `vitalint/linkFunction`: the edit that tags the function at a place with an id. */
export const linkFunctionRequest: Request<PositionParams & { readonly id: string }, WorkspaceEdit> = { method: "vitalint/linkFunction" };

/** The client's command that asks which requirement a function is linked to; its argument is {@link PositionParams}. */
export const LINK_FUNCTION_COMMAND = "vitalint.linkFunction";

/** The client's command of a code lens: shows places in a peek; its arguments are the lens's place and the places. */
export const SHOW_PLACES_COMMAND = "vitalint.showPlaces";

/** `vitalint/untracedFunctions`: functions of the product that no tag links to anything. */
export const untracedFunctionsRequest: Request<ProjectParams, readonly UntracedFunction[]> = { method: "vitalint/untracedFunctions" };

export interface UntracedFunction {
  readonly signature: string;
  readonly path: string;
  readonly safetyClass?: "A" | "B" | "C";
  readonly softwareItem?: string;
  readonly place: Place;
}

/** `vitalint/changeImpact`: what the changes since a commit affect, as Markdown. */
export const changeImpactRequest: Request<ProjectParams & { readonly since: string }, { readonly markdown: string }> = {
  method: "vitalint/changeImpact",
};
