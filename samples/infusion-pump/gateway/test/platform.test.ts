import assert from 'node:assert/strict';
import test from 'node:test';
import { parseConfig } from '../src/config.js';
import { formatLine } from '../src/logging/logger.js';
import { isMessageCode, messageCode } from '../src/security/pairing.js';

const CONFIG = {
  gatewayId: 'icu-3',
  hospitalHost: 'fhir.hospital.internal',
  hospitalPort: 443,
  brokerHost: 'broker.hospital.internal',
  caFile: '/etc/infusion-gateway/ca.pem',
  pollSeconds: 5,
  pumps: ['IP4-00001234'],
  outboxLimit: 5000,
};

/** @verifies SRS-047 */
function aGoodConfigurationIsTaken(): void {
  const config = parseConfig(JSON.stringify(CONFIG));
  assert.ok(config.ok);
  assert.equal(config.value.pollSeconds, 5);
}

/** @verifies SRS-047 */
function everyProblemOfAConfigurationIsNamed(): void {
  const config = parseConfig(JSON.stringify({ ...CONFIG, hospitalPort: 0, pumps: 'all', caFile: '' }));
  assert.ok(!config.ok);
  for (const name of ['hospitalPort', 'pumps', 'caFile']) {
    assert.ok(config.error.includes(name), name);
  }
  assert.equal(parseConfig('{').ok, false);
  assert.equal(parseConfig('[]').ok, false);
}

/** @verifies SRS-048 RC-006 */
function aCodeDependsOnNonceAndMessage(): void {
  const shared = Buffer.alloc(16, 7);
  const nonce = Buffer.alloc(8, 1);
  const code = messageCode(shared, nonce, Buffer.from('start'));
  assert.equal(code.length, 16);
  assert.ok(isMessageCode(code, messageCode(shared, nonce, Buffer.from('start'))));
  assert.ok(!isMessageCode(code, messageCode(shared, nonce, Buffer.from('pause'))));
  assert.ok(!isMessageCode(code, messageCode(shared, Buffer.alloc(8, 2), Buffer.from('start'))));
  assert.ok(!isMessageCode(code, code.subarray(1)));
}

/** @verifies SRS-050 */
function aLogEntryIsOneLine(): void {
  const line = formatLine('warn', 'first\nsecond', { count: 2 }, new Date('2026-03-04T10:20:30Z'));
  assert.equal(line.indexOf('\n'), line.length - 1);
  assert.deepEqual(JSON.parse(line), { at: '2026-03-04T10:20:30.000Z', level: 'warn', message: 'first\nsecond', count: 2 });
}

test(aGoodConfigurationIsTaken.name, aGoodConfigurationIsTaken);
test(everyProblemOfAConfigurationIsNamed.name, everyProblemOfAConfigurationIsNamed);
test(aCodeDependsOnNonceAndMessage.name, aCodeDependsOnNonceAndMessage);
test(aLogEntryIsOneLine.name, aLogEntryIsOneLine);
