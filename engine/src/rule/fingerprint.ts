import { digestOf } from "../text/digest.js";
import type { Language } from "../text/document.js";
import { documentWords } from "../text/document-words.js";
import { digestTokens } from "../text/versioned-digests.js";
import type { Finding } from "./finding.js";

/**
 * Fingerprints, version 1, of a file's findings, in their order: rule, path, symbol, tokens of the span, and the ordinal among
 * findings that are equal in all of these. No line and no message: code above may move and words may improve.
 * SHA-256 of the JSON text `["vitalint-fingerprint",1,rule,path,symbol,[token,…],ordinal]` (test vectors: docs/formats.md).
 */
export function fingerprints(findings: readonly FingerprintSubject[], text: string, language: Language | undefined): string[] {
  const ordinals = new Map<string, number>();
  return findings.map((finding) => {
    const covered = text.slice(finding.span.start, finding.span.end);
    const tokens = language === undefined ? documentWords(covered) : digestTokens(covered, language);
    const identity = [finding.rule, finding.file, finding.symbol, tokens];
    const key = JSON.stringify(identity);
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return digestOf(JSON.stringify(["vitalint-fingerprint", 1, ...identity, ordinal]));
  });
}

/** What identifies a finding. */
export type FingerprintSubject = Pick<Finding, "rule" | "file" | "symbol" | "span">;
