const GAPS = ".state-failing, .state-failed, .state-uncovered, .state-unverified, .state-not-run";

/** Hides the rows of a report's tables that do not hold all words of a text. */
export class Filter {
  readonly #body: HTMLElement;
  readonly #matches: HTMLElement;

  constructor(body: HTMLElement, matches: HTMLElement) {
    this.#body = body;
    this.#matches = matches;
  }

  apply(text: string, onlyGaps: boolean): void {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    const rows = [...this.#body.querySelectorAll<HTMLElement>("tbody > tr")];
    let shown = 0;
    for (const row of rows) {
      const content = (row.dataset["filter"] ?? row.textContent).toLowerCase();
      const fits = words.every((word) => content.includes(word)) && (!onlyGaps || row.querySelector(GAPS) !== null);
      row.hidden = !fits;
      if (fits) shown++;
    }
    this.#matches.textContent = words.length > 0 || onlyGaps ? `${shown} of ${rows.length} rows` : "";
  }
}
