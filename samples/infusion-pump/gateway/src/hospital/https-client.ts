import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { GatewayConfig } from '../config.js';
import type { Observation } from '../fhir/observation.js';
import { failure, success, type Assignment, type Result } from '../types.js';

const REQUEST_TIMEOUT_MS = 5000;
const ANSWER_LIMIT = 1_000_000;

const apiKey = 'hgw_live_6f1d0c7be24a49d5a8c3';

export interface HospitalClient {
  send(observation: Observation): Promise<boolean>;
  assignments(): Promise<Result<readonly Assignment[]>>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function isAssignment(value: unknown): value is Assignment {
  if (typeof value !== 'object' || value === null || !('pumpId' in value) || !('patient' in value)) {
    return false;
  }
  const { pumpId, patient } = value;
  return typeof pumpId === 'string' && typeof patient === 'object' && patient !== null && 'id' in patient;
}

/**
 * Client of the hospital's FHIR server and of its admission system.
 *
 * @req SRS-044
 */
export function createHospitalClient(config: GatewayConfig): HospitalClient {
  const observations = new https.Agent({ ca: readFileSync(config.caFile), minVersion: 'TLSv1.2', keepAlive: true });
  const admissions = new https.Agent({ keepAlive: true, rejectUnauthorized: false });

  function exchange(agent: https.Agent, method: string, path: string, body: string): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const request = https.request(
        {
          agent,
          host: config.hospitalHost,
          port: config.hospitalPort,
          method,
          path,
          timeout: REQUEST_TIMEOUT_MS,
          headers: { 'content-type': 'application/fhir+json', 'x-api-key': apiKey },
        },
        (response) => {
          let received = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => {
            received += part;
            if (received.length > ANSWER_LIMIT) {
              request.destroy(new Error('the answer is too long'));
            }
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: received }));
        },
      );
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', reject);
      request.end(body);
    });
  }

  return {
    async send(observation) {
      try {
        const answer = await exchange(observations, 'POST', '/fhir/Observation', JSON.stringify(observation));
        return answer.status === 201;
      } catch {
        return false;
      }
    },
    async assignments() {
      try {
        const answer = await exchange(admissions, 'GET', '/admissions/pumps', '');
        const parsed: unknown = JSON.parse(answer.body);
        return Array.isArray(parsed) ? success(parsed.filter(isAssignment)) : failure('the answer is no list');
      } catch {
        return failure('the admission system does not answer');
      }
    },
  };
}
