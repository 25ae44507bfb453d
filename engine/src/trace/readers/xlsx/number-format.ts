/** Excel's built-in formats that show a date or a time. */
const DATE_FORMATS: ReadonlySet<number> = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57]);

const DAY = 86_400_000;
/** Day 0 of the two calendars. Excel counts 29 February 1900, which never was: dates before March 1900 are a day off, as in Excel. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** Years from 1900 to 9999. */
const MAX_SERIAL = 2_958_466;

/** Tells dates from numbers, which a workbook keeps as numbers both, by the formats of its styles. */
export class NumberFormats {
  startsIn1904 = false;
  private readonly dates = new Set(DATE_FORMATS);
  private readonly styles: number[] = [];

  /** A format of the workbook's own: a date when it shows days, months, years, hours. */
  define(id: number, code: string): void {
    const bare = code.slice(0, 300).replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, "");
    if (/[dmyhs]/i.test(bare) && !/^General/i.test(bare)) this.dates.add(id);
  }

  /** The format of the next style. */
  addStyle(format: number): void {
    this.styles.push(format);
  }

  /** Text of a number: a date as ISO 8601, otherwise without the noise of binary fractions; `undefined` for what is no number. */
  textOf(value: number, style: number): string | undefined {
    if (!Number.isFinite(value)) return undefined;
    if (!this.dates.has(this.styles[style] ?? 0) || value < 0 || value > MAX_SERIAL) return String(Number(value.toPrecision(15)));
    const time = new Date((this.startsIn1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(value * 86_400) * 1000).toISOString();
    if (value < 1) return time.slice(11, 19);
    return (value * DAY) % DAY === 0 ? time.slice(0, 10) : time.slice(0, 19);
  }
}
