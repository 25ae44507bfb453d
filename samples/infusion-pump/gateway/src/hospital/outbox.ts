import type { Observation } from '../fhir/observation.js';

/**
 * Keeps observations while the hospital server cannot be reached. The oldest
 * go first when there is no room; how many were lost is counted.
 *
 * @req SRS-046
 */
export class Outbox {
  private readonly waiting: Observation[] = [];
  private lost = 0;

  constructor(private readonly limit: number) {}

  add(observations: readonly Observation[]): void {
    for (const item of observations) {
      if (this.waiting.length >= this.limit) {
        this.waiting.shift();
        this.lost += 1;
      }
      this.waiting.push(item);
    }
  }

  get size(): number {
    return this.waiting.length;
  }

  get lostCount(): number {
    return this.lost;
  }

  /** Sends in order and stops at the first that does not go through. */
  async drain(send: (item: Observation) => Promise<boolean>): Promise<number> {
    let sent = 0;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (!(await send(next))) {
        break;
      }
      this.waiting.shift();
      sent += 1;
    }
    return sent;
  }
}
