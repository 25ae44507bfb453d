export interface LinkPlace {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/**
 * Makes rows that carry `data-uri` open their code: by click anywhere, and by keyboard on the part that names the place. One
 * listener on the whole body serves every report that is put into it.
 */
export function makeLinks(body: HTMLElement, open: (place: LinkPlace) => void): void {
  const openAt = (event: Event): void => {
    if (!(event.target instanceof Element) || event.target.closest("a[href], button, summary") !== null) return;
    const place = placeOf(event.target.closest<HTMLElement>("[data-uri]"));
    if (place === undefined || hasSelection()) return;
    event.preventDefault();
    open(place);
  };
  body.addEventListener("click", openAt);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter") openAt(event);
  });
  new MutationObserver(() => {
    for (const holder of body.querySelectorAll<HTMLElement>("[data-uri]")) makeFocusable(holder);
  }).observe(body, { childList: true });
}

function placeOf(holder: HTMLElement | null): LinkPlace | undefined {
  if (holder === null) return undefined;
  const { uri, line, character } = holder.dataset;
  if (uri === undefined || uri === "") return undefined;
  return { uri, line: Number(line ?? 0), character: Number(character ?? 0) };
}

/** Text that is being selected for copying is no click. */
function hasSelection(): boolean {
  return window.getSelection()?.isCollapsed === false;
}

/** A row stays a row for assistive technology; what names its place becomes the link. */
function makeFocusable(row: HTMLElement): void {
  const link = row.querySelector<HTMLElement>("td.vl-path > code, th b, td b") ?? row.querySelector<HTMLElement>("th, td");
  if (link === null) return;
  link.tabIndex = 0;
  if (!/^T[HD]$/.test(link.tagName)) link.setAttribute("role", "link");
  link.classList.add("code-link");
}
