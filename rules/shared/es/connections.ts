// Where an address in TypeScript or JavaScript is connected to.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { destinationOf } from "../expressions.js";
import { hasPhrase, hasWord } from "../names.js";
import { keyOf } from "./values.js";

/** Functions that connect to the address in their first argument or in its properties. */
const CONNECTS =
  /^(?:mqtt\.connect(?:Async)?|https?\.(?:get|request)|fetch|(?:node-fetch|cross-fetch|undici\.(?:fetch|request)|axios|got|ky|needle|superagent|request|request-promise)(?:\.\w+)?|(?:ws|websocket|ws\.WebSocket|WebSocket|EventSource|XMLHttpRequest)|socket\.io-client(?:\.io)?|amqplib\.connect|net\.connect|redis\.createClient|.*\.loadURL|.*(?:[xX]hr|XHR|req|request)\.open)$/;

const ADDRESS_WORDS: ReadonlySet<string> = new Set(["url", "endpoint", "broker", "server", "host", "gateway", "backend", "api", "origin"]);
const IDENTIFIER_PHRASES: readonly string[] = ["system", "code system", "namespace", "ns", "schema", "profile", "identifier", "extension", "structure", "value set", "vocabulary", "ontology", "xmlns", "type", "doc", "docs", "help", "link", "homepage", "license", "allowed", "allow", "cors", "origins"]; // prettier-ignore

/** True when a text is handed to something that connects, or kept under a name of an address. */
export function isConnectedEs(context: RuleContext, node: SyntaxNode): boolean {
  if (/StructureDefinition|CodeSystem|ValueSet|NamingSystem|\/sid\//.test(node.text)) return false;
  const { parent } = node;
  if (parent?.kind === "arguments") {
    const call = parent.parent;
    if (!call) return false;
    const callee = context.file.semantics.calleeName(call);
    return callee === "URL" ? isConnectedEs(context, call) : CONNECTS.test(callee);
  }
  if (parent?.kind === "property") {
    const key = keyOf(parent);
    const call = parent.parent?.parent?.parent;
    const isOption = call?.is("call", "new") === true && CONNECTS.test(context.file.semantics.calleeName(call));
    return (
      (isOption && /^(?:url|uri|baseURL|host|hostname|proxy)$/.test(key)) ||
      /^base_?ur[li]$/i.test(key) ||
      (isAddressName(key) && !/^(url|host|server|api|origin)$/i.test(key))
    );
  }
  if (parent?.kind === "field") return isAddressName(parent.child("name")?.text ?? "");
  // A fallback: `process.env.BROKER_URL ?? "mqtt://…"`.
  const destination = destinationOf(node);
  return destination !== undefined && isAddressName(destination.child("property")?.text ?? destination.text) && !comparedWith(node);
}

function isAddressName(name: string): boolean {
  return hasWord(name, ADDRESS_WORDS) && !hasPhrase(name, IDENTIFIER_PHRASES);
}

function comparedWith(node: SyntaxNode): boolean {
  return node.parent?.kind === "binary" && !["??", "||", "+"].includes(node.parent.operator);
}
