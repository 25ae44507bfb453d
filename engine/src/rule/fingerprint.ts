import type { Language } from "../text/document.js";
import { digestOf } from "../text/digest.js";
import type { Finding } from "./finding.js";

/** Fingerprints of a file's findings, in their order. */
export function fingerprints(findings: readonly Finding[], text: string, _language: Language | undefined): string[] {
  const ordinals = new Map<string, number>();
  return findings.map((finding) => {
    const key = [finding.rule, finding.file, finding.symbol, text.slice(finding.span.start, finding.span.end).replace(/\s+/g, " ")].join(
      "\0",
    );
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return digestOf(`${key}\0${String(ordinal)}`);
  });
}
