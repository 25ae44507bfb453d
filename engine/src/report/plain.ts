/**
 * Text from a workspace, made harmless for a terminal or a table cell: control characters (escape sequences,
 * bidirectional overrides that make code look like other code) become visible, everything else stays.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, visible);
}

/** As {@link printable}, on one line: line breaks and tabs become spaces. */
export function oneLine(text: string): string {
  return printable(text.replace(/[\r\n\t]+/g, " "));
}

function visible(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** `1 file`, `2 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
