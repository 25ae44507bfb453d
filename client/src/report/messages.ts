import type { Report } from "../../../protocol/src/index.js";

/** What the report's page may say to the extension; checked on arrival, as the page shows text from the workspace. */
export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly uri: string; readonly line: number; readonly character: number }
  | { readonly type: "export" };

/** What the extension says to the page. */
export type ToPage =
  ({ readonly type: "report" } & Pick<Report, "body" | "style" | "summary">) | { readonly type: "failed"; readonly message: string };

/** The message as one of ours, or undefined: a page is not trusted to keep its side of the types. */
export function fromPage(message: unknown): FromPage | undefined {
  if (typeof message !== "object" || message === null || !("type" in message)) return undefined;
  if (message.type === "ready" || message.type === "export") return { type: message.type };
  if (message.type !== "open" || !("uri" in message) || !("line" in message)) return undefined;
  const { uri, line } = message;
  const character = "character" in message ? message.character : 0;
  if (typeof uri !== "string" || !isCount(line) || !isCount(character)) return undefined;
  return { type: "open", uri, line, character };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
