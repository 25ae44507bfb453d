import { readFileSync } from 'node:fs';
import { failure, success, type Result } from './types.js';

export interface GatewayConfig {
  readonly gatewayId: string;
  readonly hospitalHost: string;
  readonly hospitalPort: number;
  readonly brokerHost: string;
  readonly caFile: string;
  readonly pollSeconds: number;
  readonly pumps: readonly string[];
  readonly outboxLimit: number;
}

type Raw = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(raw: Raw, name: string, problems: string[]): string {
  const value = raw[name];
  if (typeof value === 'string' && value.length > 0) {
    return value;
  }
  problems.push(`${name}: a text is expected`);
  return '';
}

function integer(raw: Raw, name: string, least: number, most: number, problems: string[]): number {
  const value = raw[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  problems.push(`${name}: a whole number from ${least} to ${most} is expected`);
  return least;
}

function texts(raw: Raw, name: string, problems: string[]): readonly string[] {
  const value = raw[name];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) {
    return value;
  }
  problems.push(`${name}: a list of texts is expected`);
  return [];
}

/**
 * Checks a configuration as a whole and names every problem, not only the first.
 *
 * @req SRS-047
 */
export function parseConfig(source: string): Result<GatewayConfig> {
  let raw: unknown;
  try {
    raw = JSON.parse(source);
  } catch {
    return failure('the configuration is not JSON');
  }
  if (!isRecord(raw)) {
    return failure('the configuration is not an object');
  }
  const problems: string[] = [];
  const config: GatewayConfig = {
    gatewayId: text(raw, 'gatewayId', problems),
    hospitalHost: text(raw, 'hospitalHost', problems),
    hospitalPort: integer(raw, 'hospitalPort', 1, 65535, problems),
    brokerHost: text(raw, 'brokerHost', problems),
    caFile: text(raw, 'caFile', problems),
    pollSeconds: integer(raw, 'pollSeconds', 1, 60, problems),
    pumps: texts(raw, 'pumps', problems),
    outboxLimit: integer(raw, 'outboxLimit', 10, 100000, problems),
  };
  return problems.length === 0 ? success(config) : failure(problems.join('; '));
}

export function loadConfig(path: string): Result<GatewayConfig> {
  try {
    return parseConfig(readFileSync(path, 'utf8'));
  } catch {
    return failure(`the configuration ${path} cannot be read`);
  }
}
