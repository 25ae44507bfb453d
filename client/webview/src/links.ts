export interface LinkPlace {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/**
 * Makes what carries `data-uri` open its code: by click, and by keyboard on the row's first cell, which is focusable as a link. One listener for
 * the whole body serves every report that is put into it.
 */
export function makeLinks(body: HTMLElement, open: (place: LinkPlace) => void): void {
  const openAt = (event: Event): void => {
    if (!(event.target instanceof Element) || event.target.closest("a[href], button, summary") !== null) return;
    const holder = event.target.closest<HTMLElement>("[data-uri]");
    const place = holder === null ? undefined : placeOf(holder);
    if (place === undefined || hasSelection()) return;
    event.preventDefault();
    open(place);
  };
  body.addEventListener("click", openAt);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter") openAt(event);
  });
  new MutationObserver(() => {
    makeFocusable(body);
  }).observe(body, { childList: true });
}

function placeOf(holder: HTMLElement): LinkPlace | undefined {
  const { uri, line, character } = holder.dataset;
  if (uri === undefined || uri === "") return undefined;
  return { uri, line: Number(line ?? 0), character: Number(character ?? 0) };
}

/** Text that is being selected for copying is no click. */
function hasSelection(): boolean {
  return window.getSelection()?.isCollapsed === false;
}

function makeFocusable(body: HTMLElement): void {
  for (const holder of body.querySelectorAll<HTMLElement>("[data-uri]")) {
    // A row stays a row for assistive technology: its heading cell is the link.
    const link = holder.tagName === "TR" ? (holder.querySelector<HTMLElement>("th, td") ?? holder) : holder;
    if (link.querySelector("a[href]") !== null) continue;
    const words = document.createElement("span");
    words.append(...link.childNodes);
    words.tabIndex = 0;
    words.setAttribute("role", "link");
    words.className = "code-link";
    link.append(words);
  }
}
