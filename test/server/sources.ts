import type { Diagnostic } from "vscode-languageserver/node";

/** One weakness, on line 5 (counted from 0). */
export const COPY = `#include <string.h>

void take(char *name)
{
    char buffer[8];
    strcpy(buffer, name);
}
`;

export const REQUIREMENTS = `# Software requirements

## SRS-001 Limit of the rate

- class: C

The software shall refuse a rate above 999 mL/h.

## SRS-002 Silence

- class: B

The software shall let an alarm be silenced for two minutes.
`;

export const TAGGED = `/**
 * Sets the rate.
 * @satisfies SRS-001
 */
void set_rate(int rate)
{
    (void)rate;
}
`;

export function linesOf(items: readonly Diagnostic[]): number[] {
  return items.map(({ range }) => range.start.line);
}

export function codesOf(items: readonly Diagnostic[]): unknown[] {
  return items.map(({ code }) => code);
}
