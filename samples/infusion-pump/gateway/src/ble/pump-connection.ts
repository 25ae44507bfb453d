import noble, { type Characteristic, type Peripheral } from '@abandonware/noble';
import { COMMAND_STATUS, decodeFrame, decodeStatus, encodeFrame } from './frame-codec.js';
import { failure, type PumpStatus, type Result } from '../types.js';

const SERVICE_UUID = '7a4e0001b5a34f3e8f1a94a1d2c3e4f5';
const REQUEST_UUID = '7a4e0002b5a34f3e8f1a94a1d2c3e4f5';
const ANSWER_UUID = '7a4e0003b5a34f3e8f1a94a1d2c3e4f5';
const ANSWER_TIMEOUT_MS = 2000;

interface Channel {
  readonly request: Characteristic;
  readonly answer: Characteristic;
}

function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error('the request failed'));
      },
    );
  });
}

/** One pump over Bluetooth Low Energy. */
export class PumpConnection {
  private channel: Channel | undefined;
  private sequence = 0;

  constructor(
    private readonly peripheral: Peripheral,
    readonly pumpId: string,
  ) {}

  async open(): Promise<void> {
    await this.peripheral.connectAsync();
    const found = await this.peripheral.discoverSomeServicesAndCharacteristicsAsync(
      [SERVICE_UUID],
      [REQUEST_UUID, ANSWER_UUID],
    );
    const request = found.characteristics.find((item) => item.uuid === REQUEST_UUID);
    const answer = found.characteristics.find((item) => item.uuid === ANSWER_UUID);
    if (request === undefined || answer === undefined) {
      throw new Error('the device is no pump');
    }
    await answer.subscribeAsync();
    this.channel = { request, answer };
  }

  /**
   * Asks the pump for its status.
   *
   * @req SRS-051
   */
  async readStatus(now: Date): Promise<Result<PumpStatus>> {
    if (this.channel === undefined) {
      return failure('not connected');
    }
    const { request, answer } = this.channel;
    this.sequence = (this.sequence + 1) & 0xff;
    const frame = encodeFrame({ type: COMMAND_STATUS, sequence: this.sequence, payload: Buffer.alloc(0) });
    const reply = new Promise<Buffer>((resolve) => answer.once('data', (data: Buffer) => resolve(data)));
    try {
      await request.writeAsync(frame, false);
      const decoded = decodeFrame(await withTimeout(reply, ANSWER_TIMEOUT_MS));
      return decoded.ok ? decodeStatus(this.pumpId, decoded.value, now) : decoded;
    } catch {
      return failure('no answer from the pump');
    }
  }

  async close(): Promise<void> {
    this.channel = undefined;
    await this.peripheral.disconnectAsync();
  }
}

/**
 * Finds the configured pumps by the name that they advertise.
 *
 * @req SRS-051
 */
export async function discoverPumps(names: readonly string[], found: (pump: PumpConnection) => void): Promise<void> {
  noble.on('discover', (peripheral: Peripheral) => {
    const name = peripheral.advertisement.localName;
    if (name !== undefined && names.includes(name)) {
      found(new PumpConnection(peripheral, name));
    }
  });
  await noble.startScanningAsync([SERVICE_UUID], false);
}
