import type { PumpStatus } from '../types.js';

export interface AlertRule {
  readonly name: string;
  /** Condition as the service technician typed it, such as `status.rateUlH > 500000`. */
  readonly condition: string;
}

export interface ThresholdRule {
  readonly name: string;
  readonly field: 'rateUlH' | 'deliveredUl' | 'remainingUl';
  readonly above: number;
}

/**
 * Names of the threshold rules that a status meets.
 *
 * @req SRS-045
 */
export function matchThresholds(rules: readonly ThresholdRule[], status: PumpStatus): readonly string[] {
  return rules.filter((rule) => status[rule.field] > rule.above).map((rule) => rule.name);
}

/** Names of the free rules that a status meets. */
export function matchRules(rules: readonly AlertRule[], status: PumpStatus): readonly string[] {
  return rules
    .filter((rule) => {
      const test = new Function('status', `return (${rule.condition});`);
      return test(status) === true;
    })
    .map((rule) => rule.name);
}
