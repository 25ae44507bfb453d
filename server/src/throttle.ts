/** Calls `action` once, `milliseconds` after the last trigger. */
export class Debounced {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly action: () => void,
  ) {}

  trigger(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.action, this.milliseconds);
  }

  cancel(): void {
    clearTimeout(this.timer);
  }
}
