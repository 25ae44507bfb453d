import { exec, execFile } from 'node:child_process';
import { failure, success, type Result } from '../types.js';

const TIMEOUT_MS = 10_000;

/** Asks whether a host of the hospital answers; the host comes from the service tablet. */
export function pingHost(host: string): Promise<Result<string>> {
  return new Promise((resolve) => {
    exec(`ping -c 3 ${host}`, { timeout: TIMEOUT_MS }, (error, output) => {
      resolve(error === null ? success(output) : failure('the host does not answer'));
    });
  });
}

/**
 * State of the gateway's own network interfaces.
 *
 * @req SRS-049
 */
export function interfaceState(): Promise<Result<string>> {
  return new Promise((resolve) => {
    execFile('ip', ['-brief', 'address'], { timeout: TIMEOUT_MS }, (error, output) => {
      resolve(error === null ? success(output) : failure('the interfaces cannot be read'));
    });
  });
}
