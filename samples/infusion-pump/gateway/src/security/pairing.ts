import { createCipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const CODE_SIZE = 16;

/** Token that a service tablet gets for its session at the gateway. */
export function createSessionToken(): string {
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join('-');
}

/** A challenge that a pump has to answer. */
export function createChallenge(): Buffer {
  return randomBytes(CODE_SIZE);
}

/** Fingerprint under which a paired pump is kept. */
export function pairingFingerprint(pumpId: string, certificate: Buffer): string {
  return createHash('md5').update(pumpId).update(certificate).digest('hex');
}

/** Encrypts the pairing record before it is written to the disk. */
export function sealPairingRecord(record: Buffer, wrappingKey: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-ecb', wrappingKey, null);
  return Buffer.concat([cipher.update(record), cipher.final()]);
}

/**
 * Code of a message to the pump; both sides compute it over the nonce and the
 * message.
 *
 * @req SRS-048
 */
export function messageCode(linkKey: Buffer, nonce: Buffer, message: Buffer): Buffer {
  return createHmac('sha256', linkKey).update(nonce).update(message).digest().subarray(0, CODE_SIZE);
}

/**
 * Compares in constant time.
 *
 * @req SRS-048
 */
export function isMessageCode(expected: Buffer, received: Buffer): boolean {
  return expected.length === received.length && timingSafeEqual(expected, received);
}
