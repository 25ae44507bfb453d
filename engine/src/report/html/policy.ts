import { digestOf } from "../../text/digest.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Source expression by which a content security policy allows exactly this inline style sheet: `sha256-…`. */
export function styleSource(css: string): string {
  return `'sha256-${base64(digestOf(css))}'`;
}

/** Base64 of hexadecimal digits; the engine has no platform that would do it. */
function base64(hex: string): string {
  let bits = "";
  for (const digit of hex) bits += parseInt(digit, 16).toString(2).padStart(4, "0");
  let out = "";
  for (let i = 0; i < bits.length; i += 6) out += ALPHABET.charAt(parseInt(bits.slice(i, i + 6).padEnd(6, "0"), 2));
  return out.padEnd(Math.ceil(out.length / 4) * 4, "=");
}
