import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import { sample } from "./support.js";

/** A weakness that the sample holds on purpose, as its list names it; lines count from 1. */
export interface Planted {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

export function planted(file: string): readonly Planted[] {
  const list = JSON.parse(readFileSync(vscode.Uri.joinPath(sample(), "planted.json").fsPath, "utf8")) as readonly Planted[];
  return list.filter((weakness) => weakness.file === file);
}
