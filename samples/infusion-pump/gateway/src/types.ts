/** Types that all parts of the gateway share. */

export type PumpState = 'idle' | 'ready' | 'running' | 'keep-vein-open' | 'paused' | 'fault';

/**
 * What a pump reports about itself.
 *
 * @req SRS-043
 */
export interface PumpStatus {
  readonly pumpId: string;
  readonly state: PumpState;
  readonly alarm: number | undefined;
  /** microlitres per hour */
  readonly rateUlH: number;
  /** microlitres */
  readonly deliveredUl: number;
  /** microlitres */
  readonly remainingUl: number;
  readonly at: Date;
}

/** Who is connected to a pump, as the hospital's admission system says. */
export interface Patient {
  readonly id: string;
  readonly name: string;
  readonly birthDate: string;
}

export interface Assignment {
  readonly pumpId: string;
  readonly patient: Patient;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure<T>(error: string): Result<T> {
  return { ok: false, error };
}
