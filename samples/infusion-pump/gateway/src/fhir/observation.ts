import type { Assignment, PumpStatus } from '../types.js';

/** The names of code systems are identifiers; nobody opens them as addresses. */
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

interface Quantity {
  readonly value: number;
  readonly unit: string;
  readonly system: string;
  readonly code: string;
}

export interface Observation {
  readonly resourceType: 'Observation';
  readonly status: 'final' | 'preliminary';
  readonly category: readonly { readonly coding: readonly Coding[] }[];
  readonly code: { readonly coding: readonly Coding[] };
  readonly subject: { readonly reference: string };
  readonly device: { readonly reference: string };
  readonly effectiveDateTime: string;
  readonly valueQuantity: Quantity;
}

/** Microlitres to millilitres, without the noise of binary fractions. */
export function toMillilitres(microlitres: number): number {
  return Math.round(microlitres) / 1000;
}

function observation(assignment: Assignment, status: PumpStatus, code: Coding, value: Quantity): Observation {
  return {
    resourceType: 'Observation',
    status: status.state === 'fault' ? 'preliminary' : 'final',
    category: [{ coding: [{ system: CATEGORY, code: 'therapy' }] }],
    code: { coding: [code] },
    subject: { reference: `Patient/${assignment.patient.id}` },
    device: { reference: `Device/${status.pumpId}` },
    effectiveDateTime: status.at.toISOString(),
    valueQuantity: value,
  };
}

/**
 * Maps the status of a pump to one observation of the rate and one of the
 * delivered volume.
 *
 * @req SRS-043
 */
export function toObservations(assignment: Assignment, status: PumpStatus): readonly Observation[] {
  return [
    observation(
      assignment,
      status,
      { system: LOINC, code: '11556-8', display: 'Infusion rate' },
      { value: toMillilitres(status.rateUlH), unit: 'mL/h', system: UCUM, code: 'mL/h' },
    ),
    observation(
      assignment,
      status,
      { system: LOINC, code: '8985-1', display: 'Volume infused' },
      { value: toMillilitres(status.deliveredUl), unit: 'mL', system: UCUM, code: 'mL' },
    ),
  ];
}
