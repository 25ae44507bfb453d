const GAPS = ".state-failing, .state-uncovered, .state-stale, .state-unverified";

/** Hides what a reader does not look for: rows of the report's tables, and sections that are left without rows. */
export class Filter {
  readonly #body: HTMLElement;
  readonly #matches: HTMLElement;

  constructor(body: HTMLElement, matches: HTMLElement) {
    this.#body = body;
    this.#matches = matches;
  }

  /** Shows the rows that hold all words of `text`; of tables with states, on demand, only rows with a gap. */
  apply(text: string, onlyGaps: boolean): void {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    const filtering = words.length > 0 || onlyGaps;
    const tables = [...this.#body.querySelectorAll<HTMLTableElement>(".vl-section table")];
    let shown = 0;
    let all = 0;
    for (const table of tables) {
      const asksForGaps = onlyGaps && table.querySelector(".state") !== null;
      for (const row of table.querySelectorAll<HTMLElement>("tbody > tr")) {
        const content = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => content.includes(word)) || (asksForGaps && row.querySelector(GAPS) === null);
        all++;
        if (!row.hidden) shown++;
      }
    }
    // What has no row left goes too, so that the matches stand together on top.
    for (const part of this.#body.querySelectorAll<HTMLElement>(".vl-section article, .vl-section, .vl-front, nav")) {
      part.hidden = filtering && part.querySelector(".vl-section tbody > tr:not([hidden])") === null;
    }
    this.#matches.textContent = filtering ? `${shown} of ${all} rows` : "";
  }
}
