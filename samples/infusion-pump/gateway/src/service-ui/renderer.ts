import type { PumpStatus } from '../types.js';

/** Text of a rate in the unit that nurses use. */
export function rateText(status: PumpStatus): string {
  return `${(status.rateUlH / 1000).toFixed(1)} mL/h`;
}

function cell(text: string): HTMLTableCellElement {
  const element = document.createElement('td');
  element.textContent = text;
  return element;
}

/**
 * Fills the table of pumps.
 *
 * @req SRS-049
 */
export function renderPumps(table: HTMLTableSectionElement, pumps: readonly PumpStatus[]): void {
  table.replaceChildren(
    ...pumps.map((pump) => {
      const row = document.createElement('tr');
      row.append(cell(pump.pumpId), cell(pump.state), cell(rateText(pump)));
      return row;
    }),
  );
}

/** Shows the note that came with a pump from the ward. */
export function renderNote(target: HTMLElement, note: string): void {
  target.innerHTML = `<p class="note">${note}</p>`;
}
