import * as vscode from "vscode";
import type {
  RequirementDocument,
  RequirementNode,
  RequirementProject,
  RequirementTree,
  TestNode,
  TestState,
  TraceState,
  UnitNode,
} from "../../../protocol/src/index.js";
import { OPEN_PLACE } from "../open-place.js";
import { plural } from "../wording.js";

/** A line of the view: what it shows, and what lies below it. */
export interface Item {
  readonly line: vscode.TreeItem;
  readonly children: readonly Item[];
}

/** The view's top: documents, below their project where there are several. */
export function itemsOf(tree: RequirementTree): readonly Item[] {
  const projects = tree.projects.filter((project) => project.documents.length > 0);
  const only = projects.length === 1 ? projects[0] : undefined;
  return only === undefined ? projects.map(projectItem) : only.documents.map(documentItem);
}

function projectItem(project: RequirementProject): Item {
  const line = new vscode.TreeItem(project.name, vscode.TreeItemCollapsibleState.Expanded);
  line.id = project.uri;
  line.iconPath = new vscode.ThemeIcon("root-folder");
  return { line, children: project.documents.map(documentItem) };
}

function documentItem(document: RequirementDocument): Item {
  const held = document.requirements.filter((requirement) => requirement.state !== "none");
  const passed = held.filter((requirement) => requirement.state === "passed").length;
  // What is in order need not take up the view.
  const state = passed === held.length ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded;
  const line = new vscode.TreeItem(document.title, state);
  line.id = document.uri;
  line.description = `${passed} of ${held.length}`;
  line.tooltip = `${document.path}\n${passed} of ${plural(held.length, "item")} implemented and verified`;
  line.iconPath = new vscode.ThemeIcon("book");
  line.contextValue = "document";
  return { line, children: document.requirements.map((requirement) => requirementItem(document, requirement)) };
}

function requirementItem(document: RequirementDocument, requirement: RequirementNode): Item {
  const { id, title, state, explanation, units, tests } = requirement;
  const below = units.length + tests.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const line = new vscode.TreeItem(id, below);
  const key = `${document.uri}#${id}@${requirement.place.range.start.line}`;
  line.id = key;
  line.description = requirement.suspectLinks > 0 ? `(suspect) ${title}` : title;
  line.tooltip = tooltip(requirement);
  line.iconPath = stateIcon(state);
  line.contextValue = "requirement";
  line.command = open(requirement.place);
  line.accessibilityInformation = { label: `${id}, ${title}, ${explanation}${requirement.suspectLinks > 0 ? ", suspect" : ""}` };
  return {
    line,
    children: [
      ...units.map((unit, index) => unitItem(unit, `${key}/unit${index}`)),
      ...tests.map((test, index) => testItem(test, `${key}/test${index}`)),
    ],
  };
}

/** Plain text in code spans and escaped: titles come from the workspace. */
function tooltip(requirement: RequirementNode): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${requirement.id}** `);
  text.appendText(requirement.title);
  text.appendMarkdown("\n\n");
  text.appendText(requirement.explanation);
  if (requirement.suspectLinks > 0)
    text.appendMarkdown(`\n\n${plural(requirement.suspectLinks, "suspect link")}: an end changed since somebody reviewed it.`);
  if (requirement.safetyClass !== undefined) text.appendMarkdown(`\n\nSafety class ${requirement.safetyClass}`);
  return text;
}

function unitItem(unit: UnitNode, id: string): Item {
  const line = new vscode.TreeItem(unit.name, vscode.TreeItemCollapsibleState.None);
  line.id = id;
  line.description = unit.path;
  line.tooltip = `Implemented by ${unit.name} in ${unit.path}`;
  line.iconPath = new vscode.ThemeIcon("symbol-method");
  line.contextValue = "unit";
  line.command = open(unit.place);
  return { line, children: [] };
}

const TEST_WORDS: Readonly<Record<TestState, string>> = {
  passed: "passed",
  failed: "failed",
  skipped: "was skipped",
  "not-run": "has no result",
  stale: "passed on an older version",
  unstamped: "passed on a version that nobody recorded",
};

function testItem(test: TestNode, id: string): Item {
  const line = new vscode.TreeItem(test.name, vscode.TreeItemCollapsibleState.None);
  line.id = id;
  line.description = test.path;
  line.tooltip = `Test ${test.name} ${TEST_WORDS[test.state]}${test.message === undefined ? "" : `: ${test.message}`}`;
  line.iconPath = testIcon(test.state);
  line.contextValue = "test";
  line.command = open(test.place);
  return { line, children: [] };
}

function open(place: RequirementNode["place"]): vscode.Command {
  return { command: OPEN_PLACE, title: "Open", arguments: [place] };
}

/** Shape and colour both say the state: colour alone would tell nothing to a colour-blind reader. */
function stateIcon(state: TraceState): vscode.ThemeIcon {
  switch (state) {
    case "failing":
      return icon("error", "testing.iconFailed");
    case "uncovered":
      return icon("circle-slash", "list.errorForeground");
    case "stale":
      return icon("history", "list.warningForeground");
    case "unverified":
      return icon("warning", "list.warningForeground");
    case "passed":
      return icon("pass-filled", "testing.iconPassed");
    case "none":
      return icon("circle-large-outline", "disabledForeground");
  }
}

function testIcon(state: TestState): vscode.ThemeIcon {
  switch (state) {
    case "passed":
      return icon("beaker", "testing.iconPassed");
    case "failed":
      return icon("beaker-stop", "testing.iconFailed");
    case "stale":
    case "unstamped":
      return icon("history", "list.warningForeground");
    case "skipped":
      return icon("debug-step-over", "testing.iconSkipped");
    case "not-run":
      return icon("beaker", "disabledForeground");
  }
}

function icon(name: string, colour: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));
}
