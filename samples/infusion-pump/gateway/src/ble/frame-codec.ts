import { failure, success, type PumpState, type PumpStatus, type Result } from '../types.js';

const FRAME_START = 0xa5;
const HEADER_SIZE = 5;
const CRC_SIZE = 2;
const MAX_PAYLOAD = 240;
const STATUS_SIZE = 14;
const NO_ALARM = 9;

export const COMMAND_STATUS = 0x01;

const STATES: readonly PumpState[] = ['idle', 'ready', 'running', 'keep-vein-open', 'paused', 'fault'];

export interface Frame {
  readonly type: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

/** CRC-16/CCITT-FALSE, as the pump computes it. */
export function crc16(data: Buffer): number {
  let crc = 0xffff;
  for (const byte of data) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc;
}

export function encodeFrame(frame: Frame): Buffer {
  const header = Buffer.from([FRAME_START, frame.type, frame.sequence, 0, 0]);
  header.writeUInt16LE(frame.payload.length, 3);
  const body = Buffer.concat([header, frame.payload]);
  const crc = Buffer.alloc(CRC_SIZE);
  crc.writeUInt16LE(crc16(body), 0);
  return Buffer.concat([body, crc]);
}

/**
 * Decodes a frame of the pump; nothing is taken from it before its length and
 * its check sequence are right.
 *
 * @req SRS-023 SRS-024
 */
export function decodeFrame(data: Buffer): Result<Frame> {
  if (data.length < HEADER_SIZE + CRC_SIZE || data[0] !== FRAME_START) {
    return failure('not a frame');
  }
  const length = data.readUInt16LE(3);
  if (length > MAX_PAYLOAD || data.length !== HEADER_SIZE + length + CRC_SIZE) {
    return failure('wrong length');
  }
  const body = data.subarray(0, HEADER_SIZE + length);
  if (crc16(body) !== data.readUInt16LE(HEADER_SIZE + length)) {
    return failure('wrong check sequence');
  }
  return success({ type: body.readUInt8(1), sequence: body.readUInt8(2), payload: body.subarray(HEADER_SIZE) });
}

/**
 * Reads the answer to a status request.
 *
 * @req SRS-043
 */
export function decodeStatus(pumpId: string, frame: Frame, at: Date): Result<PumpStatus> {
  if (frame.type !== COMMAND_STATUS || frame.payload.length !== STATUS_SIZE) {
    return failure('not a status');
  }
  const state = STATES[frame.payload.readUInt8(0)];
  if (state === undefined) {
    return failure('unknown state');
  }
  const alarm = frame.payload.readUInt8(1);
  return success({
    pumpId,
    state,
    alarm: alarm === NO_ALARM ? undefined : alarm,
    rateUlH: frame.payload.readUInt32LE(2),
    deliveredUl: frame.payload.readUInt32LE(6),
    remainingUl: frame.payload.readUInt32LE(10),
    at,
  });
}
