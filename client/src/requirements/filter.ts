import * as vscode from "vscode";
import type { RequirementNode, RequirementTree } from "../../../protocol/src/index.js";

/** What the view *Requirements* is narrowed to. */
export interface TreeFilter {
  readonly label: string;
  readonly detail: string;
  readonly fits: (requirement: RequirementNode) => boolean;
}

const FILTERS: readonly TreeFilter[] = [
  { label: "Everything", detail: "All requirements and risk controls", fits: () => true },
  {
    label: "Open",
    detail: "Whatever is not implemented and verified",
    fits: ({ state, suspectLinks }) => suspectLinks > 0 || (state !== "passed" && state !== "none"),
  },
  { label: "Failing", detail: "A test failed", fits: ({ state }) => state === "failing" },
  { label: "Uncovered", detail: "Nothing implements it", fits: ({ state }) => state === "uncovered" },
  {
    label: "Stale",
    detail: "Its tests passed on an older version: something changed since",
    fits: ({ state, tests }) => state === "stale" || tests.some((test) => test.state === "stale"),
  },
  { label: "Unverified", detail: "Implemented, but no current test run verifies it", fits: ({ state }) => state === "unverified" },
  { label: "Suspect", detail: "Changed since a link of it was reviewed", fits: ({ suspectLinks }) => suspectLinks > 0 },
];

/** Asks what the view shall show; `undefined` for everything. */
export async function askFilter(): Promise<TreeFilter | undefined> {
  const choice = await vscode.window.showQuickPick(FILTERS, { title: "Filter Requirements", placeHolder: "Show only" });
  if (choice === undefined) throw new vscode.CancellationError();
  return choice === FILTERS[0] ? undefined : choice;
}

/** The tree without what a filter leaves out; documents without anything left go too. */
export function filtered(tree: RequirementTree, filter: TreeFilter | undefined): RequirementTree {
  if (filter === undefined) return tree;
  const projects = tree.projects.map((project) => ({
    ...project,
    documents: project.documents
      .map((document) => ({ ...document, requirements: document.requirements.filter(filter.fits) }))
      .filter(({ requirements }) => requirements.length > 0),
  }));
  return { ...tree, projects };
}
