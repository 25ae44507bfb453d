import assert from 'node:assert/strict';
import test from 'node:test';
import { COMMAND_STATUS, crc16, decodeFrame, decodeStatus, encodeFrame } from '../src/ble/frame-codec.js';

const AT = new Date('2026-03-04T10:20:30Z');

/** @verifies SRS-023 */
function framesComeBackAsTheyWereSent(): void {
  const sent = { type: COMMAND_STATUS, sequence: 7, payload: Buffer.from([1, 2, 3]) };
  const decoded = decodeFrame(encodeFrame(sent));
  assert.ok(decoded.ok);
  assert.deepEqual(decoded.value, sent);
  assert.equal(crc16(Buffer.from('123456789')), 0x29b1);
}

/** @verifies SRS-024 */
function wrongLengthsAreRefused(): void {
  const data = encodeFrame({ type: COMMAND_STATUS, sequence: 7, payload: Buffer.from([1, 2, 3]) });
  data[3] = 0xf1;
  assert.equal(decodeFrame(data).ok, false);
  data[3] = 2;
  assert.equal(decodeFrame(data).ok, false);
  assert.equal(decodeFrame(Buffer.alloc(3)).ok, false);
}

/** @verifies SRS-043 */
function aStatusIsReadFromItsFrame(): void {
  const payload = Buffer.alloc(14);
  payload.writeUInt8(2, 0);
  payload.writeUInt8(9, 1);
  payload.writeUInt32LE(100_000, 2);
  payload.writeUInt32LE(250, 6);
  payload.writeUInt32LE(750, 10);
  const status = decodeStatus('IP4-00001234', { type: COMMAND_STATUS, sequence: 1, payload }, AT);
  assert.ok(status.ok);
  assert.equal(status.value.state, 'running');
  assert.equal(status.value.alarm, undefined);
  assert.equal(status.value.remainingUl, 750);
}

test(framesComeBackAsTheyWereSent.name, framesComeBackAsTheyWereSent);
test(wrongLengthsAreRefused.name, wrongLengthsAreRefused);
test(aStatusIsReadFromItsFrame.name, aStatusIsReadFromItsFrame);
