import { appendFileSync, renameSync, statSync } from 'node:fs';

export type Level = 'debug' | 'info' | 'warn' | 'error';
export type Details = Readonly<Record<string, string | number | boolean>>;

const ORDER: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const ROTATE_BYTES = 5_000_000;

/** One line of the log as JSON; line breaks in a message cannot start a new line. */
export function formatLine(level: Level, message: string, details: Details, at: Date): string {
  return `${JSON.stringify({ at: at.toISOString(), level, message, ...details })}\n`;
}

/**
 * Log of the gateway, for its maintenance.
 *
 * @req SRS-050
 */
export class Logger {
  constructor(
    private readonly path: string,
    private readonly least: Level,
    private readonly clock: () => Date,
  ) {}

  debug(message: string, details: Details = {}): void {
    this.write('debug', message, details);
  }

  info(message: string, details: Details = {}): void {
    this.write('info', message, details);
  }

  warn(message: string, details: Details = {}): void {
    this.write('warn', message, details);
  }

  error(message: string, details: Details = {}): void {
    this.write('error', message, details);
  }

  private write(level: Level, message: string, details: Details): void {
    if (ORDER[level] < ORDER[this.least]) {
      return;
    }
    this.rotate();
    appendFileSync(this.path, formatLine(level, message, details, this.clock()), { mode: 0o600 });
  }

  private rotate(): void {
    const present = statSync(this.path, { throwIfNoEntry: false });
    if (present !== undefined && present.size > ROTATE_BYTES) {
      renameSync(this.path, `${this.path}.1`);
    }
  }
}
