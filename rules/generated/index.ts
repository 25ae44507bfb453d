// Generated from the files in rules/ by scripts/generate; do not edit.
import type { Rule } from "../../engine/src/index.js";
import authHardCodedCredential from "../auth/hard-coded-credential.js";
import cryptoPredictableRandom from "../crypto/predictable-random.js";
import cryptoTimingUnsafeCompare from "../crypto/timing-unsafe-compare.js";
import cryptoWeakCipher from "../crypto/weak-cipher.js";
import cryptoWeakHash from "../crypto/weak-hash.js";
import injectionFormatString from "../injection/format-string.js";
import injectionOsCommand from "../injection/os-command.js";
import memoryReallocLosesPointer from "../memory/realloc-loses-pointer.js";
import memorySizeofPointer from "../memory/sizeof-pointer.js";
import memoryUnboundedCopy from "../memory/unbounded-copy.js";
import networkCleartextProtocol from "../network/cleartext-protocol.js";

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  authHardCodedCredential,
  cryptoPredictableRandom,
  cryptoTimingUnsafeCompare,
  cryptoWeakCipher,
  cryptoWeakHash,
  injectionFormatString,
  injectionOsCommand,
  memoryReallocLosesPointer,
  memorySizeofPointer,
  memoryUnboundedCopy,
  networkCleartextProtocol,
];
