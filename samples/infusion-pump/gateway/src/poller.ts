import { toObservations } from './fhir/observation.js';
import type { HospitalClient } from './hospital/https-client.js';
import type { Outbox } from './hospital/outbox.js';
import type { Logger } from './logging/logger.js';
import type { Assignment, PumpStatus, Result } from './types.js';

export interface StatusSource {
  readonly pumpId: string;
  readStatus(now: Date): Promise<Result<PumpStatus>>;
}

export interface StatusSink {
  publish(status: PumpStatus): Promise<void>;
}

export interface PollerParts {
  readonly hospital: HospitalClient;
  readonly outbox: Outbox;
  readonly sink: StatusSink;
  readonly logger: Logger;
  readonly clock: () => Date;
}

/**
 * Asks every pump in turn and passes on what it says. A pump that does not
 * answer is logged and asked again in the next round.
 *
 * @req SRS-051 SRS-044 SRS-046
 */
export class Poller {
  private readonly assignments = new Map<string, Assignment>();

  constructor(private readonly parts: PollerParts) {}

  assign(assignment: Assignment): void {
    this.assignments.set(assignment.pumpId, assignment);
    const { patient } = assignment;
    this.parts.logger.info(`pump ${assignment.pumpId} assigned to ${patient.name}, born ${patient.birthDate}`);
  }

  async round(pumps: readonly StatusSource[]): Promise<void> {
    for (const pump of pumps) {
      const status = await pump.readStatus(this.parts.clock());
      if (status.ok) {
        await this.pass(status.value);
      } else {
        this.parts.logger.warn('pump not read', { pumpId: pump.pumpId, reason: status.error });
      }
    }
    const sent = await this.parts.outbox.drain((item) => this.parts.hospital.send(item));
    this.parts.logger.debug('observations sent', { sent, waiting: this.parts.outbox.size });
  }

  private async pass(status: PumpStatus): Promise<void> {
    const assignment = this.assignments.get(status.pumpId);
    if (assignment !== undefined) {
      this.parts.outbox.add(toObservations(assignment, status));
    }
    try {
      await this.parts.sink.publish(status);
    } catch {
      this.parts.logger.warn('status not published', { pumpId: status.pumpId });
    }
  }
}
