import type { DocumentSelector } from "vscode-languageclient/node";

const CODE = ["c", "cpp", "typescript", "typescriptreact", "javascript", "javascriptreact"];

/** Files whose code Vitalint reads. */
export const CODE_DOCUMENTS: readonly { readonly scheme: string; readonly language: string }[] = CODE.map((language) => ({
  scheme: "file",
  language,
}));

/** Everything that the server wants to see while it is edited: code, requirement and risk documents, its own files. */
export const DOCUMENTS: DocumentSelector = [
  ...CODE_DOCUMENTS,
  { scheme: "file", language: "markdown" },
  { scheme: "file", pattern: "**/*.csv" },
  { scheme: "file", pattern: "**/vitalint.json" },
  { scheme: "file", pattern: "**/vitalint.dispositions.json" },
  { scheme: "file", pattern: "**/vitalint.{reviews,reviewed,stamps}" },
];
