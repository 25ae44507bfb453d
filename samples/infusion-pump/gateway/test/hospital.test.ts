import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { matchThresholds } from '../src/diagnostics/alert-rules.js';
import { toObservations } from '../src/fhir/observation.js';
import { createHospitalClient } from '../src/hospital/https-client.js';
import { Outbox } from '../src/hospital/outbox.js';
import { Logger } from '../src/logging/logger.js';
import { Poller } from '../src/poller.js';
import { rateText } from '../src/service-ui/renderer.js';
import { failure, success, type Assignment, type PumpStatus } from '../src/types.js';

const AT = new Date('2026-03-04T10:20:30Z');
const ASSIGNMENT: Assignment = {
  pumpId: 'IP4-00001234',
  patient: { id: 'p-17', name: 'Test Person', birthDate: '1970-01-01' },
};
const STATUS: PumpStatus = {
  pumpId: 'IP4-00001234',
  state: 'running',
  alarm: undefined,
  rateUlH: 12_500,
  deliveredUl: 3_250,
  remainingUl: 46_750,
  at: AT,
};

/** @verifies SRS-043 */
function aStatusBecomesTwoObservations(): void {
  const [rate, volume] = toObservations(ASSIGNMENT, STATUS);
  assert.equal(rate?.valueQuantity.value, 12.5);
  assert.equal(rate?.valueQuantity.code, 'mL/h');
  assert.equal(volume?.valueQuantity.value, 3.25);
  assert.equal(volume?.subject.reference, 'Patient/p-17');
  assert.equal(volume?.effectiveDateTime, '2026-03-04T10:20:30.000Z');
}

/** @verifies SRS-046 */
async function theOutboxKeepsWhatWasNotSent(): Promise<void> {
  const outbox = new Outbox(3);
  outbox.add(toObservations(ASSIGNMENT, STATUS));
  outbox.add(toObservations(ASSIGNMENT, STATUS));
  assert.equal(outbox.size, 3);
  assert.equal(outbox.lostCount, 1);
  assert.equal(await outbox.drain(async () => false), 0);
  assert.equal(outbox.size, 3);
  assert.equal(await outbox.drain(async () => true), 3);
  assert.equal(outbox.size, 0);
}

/** @verifies SRS-044, RC-015 */
async function anUnreachableServerConfirmsNothing(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  try {
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, '');
    const client = createHospitalClient({
      gatewayId: 'g1',
      hospitalHost: '127.0.0.1',
      hospitalPort: 1,
      brokerHost: '127.0.0.1',
      caFile,
      pollSeconds: 1,
      pumps: [],
      outboxLimit: 10,
    });
    for (const observation of toObservations(ASSIGNMENT, STATUS)) {
      assert.equal(await client.send(observation), false);
    }
    assert.equal((await client.assignments()).ok, false);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @verifies SRS-051 */
async function everyPumpIsAskedInEveryRound(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  try {
    const published: string[] = [];
    const outbox = new Outbox(10);
    const poller = new Poller({
      hospital: { send: async () => false, assignments: async () => failure('none') },
      outbox,
      sink: { publish: async (status) => void published.push(status.pumpId) },
      logger: new Logger(join(folder, 'log'), 'error', () => AT),
      clock: () => AT,
    });
    poller.assign(ASSIGNMENT);
    await poller.round([
      { pumpId: 'silent', readStatus: async () => failure('no answer') },
      { pumpId: STATUS.pumpId, readStatus: async () => success(STATUS) },
    ]);
    assert.deepEqual(published, [STATUS.pumpId]);
    assert.equal(outbox.size, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @verifies SRS-045 */
function thresholdsNameTheirRule(): void {
  const rules = [
    { name: 'fast', field: 'rateUlH', above: 10_000 },
    { name: 'nearly empty', field: 'remainingUl', above: 90_000 },
  ] as const;
  assert.deepEqual(matchThresholds(rules, STATUS), ['fast']);
}

/** @verifies SRS-049 */
function ratesAreShownInMillilitresPerHour(): void {
  assert.equal(rateText(STATUS), '12.5 mL/h');
}

test(aStatusBecomesTwoObservations.name, aStatusBecomesTwoObservations);
test(theOutboxKeepsWhatWasNotSent.name, theOutboxKeepsWhatWasNotSent);
test(anUnreachableServerConfirmsNothing.name, anUnreachableServerConfirmsNothing);
test(everyPumpIsAskedInEveryRound.name, everyPumpIsAskedInEveryRound);
test(thresholdsNameTheirRule.name, thresholdsNameTheirRule);
test(ratesAreShownInMillilitresPerHour.name, ratesAreShownInMillilitresPerHour);
