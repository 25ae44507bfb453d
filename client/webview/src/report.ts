// The script of the report's page: shows what the extension sends, filters rows, asks for code to be opened.
import type { FromPage, ToPage } from "../../src/report/messages.js";
import { Filter } from "./filter.js";
import { makeLinks } from "./links.js";
import { summarySentence } from "./summary.js";

/** The editor's side of the page; the state survives a page that is made again after it was hidden. */
interface Editor {
  postMessage(message: FromPage): void;
  getState(): State | undefined;
  setState(state: State): void;
}
interface State {
  readonly filter: string;
  readonly onlyGaps: boolean;
  readonly scroll: number;
}
declare function acquireVsCodeApi(): Editor;

const editor = acquireVsCodeApi();
const status = element("status", HTMLElement);
const body = element("body", HTMLElement);
const tools = document.querySelector<HTMLElement>(".tools");
const filterBox = element("filter", HTMLInputElement);
const gapsBox = element("gaps", HTMLInputElement);
const filter = new Filter(body, element("matches", HTMLElement));
const sheet = new CSSStyleSheet();
/** Where the reader was before the page was hidden; used once. */
let before = editor.getState();

document.adoptedStyleSheets = [sheet];
filterBox.value = before?.filter ?? "";
gapsBox.checked = before?.onlyGaps ?? false;
filterBox.addEventListener("input", applyFilter);
gapsBox.addEventListener("change", applyFilter);
window.addEventListener("scroll", keepState, { passive: true });
element("export", HTMLButtonElement).addEventListener("click", () => {
  editor.postMessage({ type: "export" });
});
makeLinks(body, (place) => {
  editor.postMessage({ type: "open", ...place });
});
window.addEventListener("message", (event: MessageEvent<ToPage>) => {
  show(event.data);
});
editor.postMessage({ type: "ready" });

function show(message: ToPage): void {
  if (message.type === "failed") {
    status.textContent = `The report can't be made: ${message.message}`;
    status.className = "failed";
    return;
  }
  const scroll = before?.scroll ?? window.scrollY;
  before = undefined;
  // Read out, not shown: the report's own first page shows it.
  status.textContent = summarySentence(message.summary);
  status.className = "read-out";
  if (tools !== null) tools.hidden = false;
  sheet.replaceSync(message.style);
  // The engine escaped every value, and the page's policy runs no script that stands in a body.
  body.innerHTML = message.body;
  applyFilter();
  window.scrollTo(0, scroll);
}

function applyFilter(): void {
  filter.apply(filterBox.value, gapsBox.checked);
  keepState();
}

function keepState(): void {
  editor.setState({ filter: filterBox.value, onlyGaps: gapsBox.checked, scroll: window.scrollY });
}

function element<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}`);
  return found;
}
