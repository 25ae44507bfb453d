// Generated from the files in rules/ by scripts/generate; do not edit.
import type { Rule } from "../../engine/src/index.js";
import apiClosedHandle from "../api/closed-handle.js";
import apiDangerousFunction from "../api/dangerous-function.js";
import apiElectronWebPreferences from "../api/electron-web-preferences.js";
import apiFormatArguments from "../api/format-arguments.js";
import apiFunctionType from "../api/function-type.js";
import apiInsecureTemporaryFile from "../api/insecure-temporary-file.js";
import apiResourceExhaustion from "../api/resource-exhaustion.js";
import apiResourceLeak from "../api/resource-leak.js";
import apiUncheckedIo from "../api/unchecked-io.js";
import apiUncheckedReturn from "../api/unchecked-return.js";
import apiWrongClose from "../api/wrong-close.js";
import apiWrongResultCheck from "../api/wrong-result-check.js";
import authBroadPermissions from "../auth/broad-permissions.js";
import authHardCodedCredential from "../auth/hard-coded-credential.js";
import authPrivilegeOrder from "../auth/privilege-order.js";
import authUnprotectedAccess from "../auth/unprotected-access.js";
import concurrencyCheckThenUse from "../concurrency/check-then-use.js";
import concurrencyInterruptSharedData from "../concurrency/interrupt-shared-data.js";
import concurrencyLockBalance from "../concurrency/lock-balance.js";
import concurrencyLockOrder from "../concurrency/lock-order.js";
import concurrencySignalHandlerRace from "../concurrency/signal-handler-race.js";
import concurrencyUnlockedSharedData from "../concurrency/unlocked-shared-data.js";
import concurrencyUnsafeSignalHandler from "../concurrency/unsafe-signal-handler.js";
import concurrencyWaitWithoutLoop from "../concurrency/wait-without-loop.js";
import concurrencyWaitingWithLock from "../concurrency/waiting-with-lock.js";
import controlFlowAssignmentInCondition from "../control-flow/assignment-in-condition.js";
import controlFlowComparisonAsStatement from "../control-flow/comparison-as-statement.js";
import controlFlowConfusableOperator from "../control-flow/confusable-operator.js";
import controlFlowConstantCondition from "../control-flow/constant-condition.js";
import controlFlowEndlessLoop from "../control-flow/endless-loop.js";
import controlFlowIgnoredError from "../control-flow/ignored-error.js";
import controlFlowMisleadingStructure from "../control-flow/misleading-structure.js";
import controlFlowMissingDefault from "../control-flow/missing-default.js";
import controlFlowMissingReturnValue from "../control-flow/missing-return-value.js";
import controlFlowReachableAssertion from "../control-flow/reachable-assertion.js";
import controlFlowRepeatedExpression from "../control-flow/repeated-expression.js";
import controlFlowSuspiciousComment from "../control-flow/suspicious-comment.js";
import controlFlowSwitchFallthrough from "../control-flow/switch-fallthrough.js";
import controlFlowUnreachableCode from "../control-flow/unreachable-code.js";
import controlFlowUnusedValue from "../control-flow/unused-value.js";
import cryptoConstantIv from "../crypto/constant-iv.js";
import cryptoMissingStep from "../crypto/missing-step.js";
import cryptoPlainPasswordHash from "../crypto/plain-password-hash.js";
import cryptoPredictableRandom from "../crypto/predictable-random.js";
import cryptoTimingUnsafeCompare from "../crypto/timing-unsafe-compare.js";
import cryptoUnauthenticatedKeyExchange from "../crypto/unauthenticated-key-exchange.js";
import cryptoUnverifiedSignature from "../crypto/unverified-signature.js";
import cryptoUnwipedSecret from "../crypto/unwiped-secret.js";
import cryptoWeakCipher from "../crypto/weak-cipher.js";
import cryptoWeakHash from "../crypto/weak-hash.js";
import cryptoWeakParameters from "../crypto/weak-parameters.js";
import cryptoWeakRsaPadding from "../crypto/weak-rsa-padding.js";
import injectionDynamicCode from "../injection/dynamic-code.js";
import injectionExternalConfiguration from "../injection/external-configuration.js";
import injectionFormatString from "../injection/format-string.js";
import injectionLogForging from "../injection/log-forging.js";
import injectionOsCommand from "../injection/os-command.js";
import injectionPathTraversal from "../injection/path-traversal.js";
import injectionQuery from "../injection/query.js";
import injectionSearchPath from "../injection/search-path.js";
import injectionUnsafeHtml from "../injection/unsafe-html.js";
import memoryAllocationSize from "../memory/allocation-size.js";
import memoryAllocationSizeOverflow from "../memory/allocation-size-overflow.js";
import memoryBufferOverflow from "../memory/buffer-overflow.js";
import memoryBufferOverread from "../memory/buffer-overread.js";
import memoryBufferUnderread from "../memory/buffer-underread.js";
import memoryBufferUnderwrite from "../memory/buffer-underwrite.js";
import memoryCountAsIndex from "../memory/count-as-index.js";
import memoryDanglingLocal from "../memory/dangling-local.js";
import memoryDoubleFree from "../memory/double-free.js";
import memoryFixedAddress from "../memory/fixed-address.js";
import memoryFreeNotHeap from "../memory/free-not-heap.js";
import memoryInvalidatedIterator from "../memory/invalidated-iterator.js";
import memoryLayoutAssumption from "../memory/layout-assumption.js";
import memoryLeak from "../memory/leak.js";
import memoryLiteralWrite from "../memory/literal-write.js";
import memoryLooseLimit from "../memory/loose-limit.js";
import memoryMismatchedRelease from "../memory/mismatched-release.js";
import memoryMissingTerminator from "../memory/missing-terminator.js";
import memoryNullDereference from "../memory/null-dereference.js";
import memoryNumberAsCharacter from "../memory/number-as-character.js";
import memoryOverlappingCopy from "../memory/overlapping-copy.js";
import memoryPointerSubtraction from "../memory/pointer-subtraction.js";
import memoryReallocLosesPointer from "../memory/realloc-loses-pointer.js";
import memoryScaledTwice from "../memory/scaled-twice.js";
import memorySizeofPointer from "../memory/sizeof-pointer.js";
import memoryStructFromOtherObject from "../memory/struct-from-other-object.js";
import memoryUnboundedCopy from "../memory/unbounded-copy.js";
import memoryUnboundedStreamExtraction from "../memory/unbounded-stream-extraction.js";
import memoryUncheckedAllocation from "../memory/unchecked-allocation.js";
import memoryUninitializedUse from "../memory/uninitialized-use.js";
import memoryUnterminatedString from "../memory/unterminated-string.js";
import memoryUntrustedAllocation from "../memory/untrusted-allocation.js";
import memoryUntrustedLength from "../memory/untrusted-length.js";
import memoryUntrustedPointer from "../memory/untrusted-pointer.js";
import memoryUseAfterFree from "../memory/use-after-free.js";
import memoryUseAfterMove from "../memory/use-after-move.js";
import networkCertificateVerificationOff from "../network/certificate-verification-off.js";
import networkCleartextCredential from "../network/cleartext-credential.js";
import networkCleartextProtocol from "../network/cleartext-protocol.js";
import numericDivisionByZero from "../numeric/division-by-zero.js";
import numericFloatEquality from "../numeric/float-equality.js";
import numericFloatLoopCounter from "../numeric/float-loop-counter.js";
import numericIntegerOverflow from "../numeric/integer-overflow.js";
import numericNarrowLoopCounter from "../numeric/narrow-loop-counter.js";
import numericShiftRange from "../numeric/shift-range.js";
import numericSignConversion from "../numeric/sign-conversion.js";
import numericTruncation from "../numeric/truncation.js";
import numericUncheckedNumberParse from "../numeric/unchecked-number-parse.js";
import numericUnsignedWraparound from "../numeric/unsigned-wraparound.js";
import preprocessorMacroParentheses from "../preprocessor/macro-parentheses.js";
import preprocessorMacroRepeatsEffect from "../preprocessor/macro-repeats-effect.js";
import privacySensitiveDataInLog from "../privacy/sensitive-data-in-log.js";
import safetyBlockingInInterrupt from "../safety/blocking-in-interrupt.js";
import safetyClassCrossing from "../safety/class-crossing.js";
import safetyDynamicMemory from "../safety/dynamic-memory.js";
import safetyPollingWithoutTimeout from "../safety/polling-without-timeout.js";
import safetyRecursion from "../safety/recursion.js";
import safetyUncheckedActuatorValue from "../safety/unchecked-actuator-value.js";
import safetyUnitMismatch from "../safety/unit-mismatch.js";
import soupNotListed from "../soup/not-listed.js";
import soupVersionDiffers from "../soup/version-differs.js";
import traceDuplicateId from "../trace/duplicate-id.js";
import traceHazardWithoutControl from "../trace/hazard-without-control.js";
import traceItemUnreviewed from "../trace/item-unreviewed.js";
import traceNeedsNotCovered from "../trace/needs-not-covered.js";
import traceRequirementFailingTests from "../trace/requirement-failing-tests.js";
import traceRequirementNotImplemented from "../trace/requirement-not-implemented.js";
import traceRequirementNotVerified from "../trace/requirement-not-verified.js";
import traceRequirementWithoutSource from "../trace/requirement-without-source.js";
import traceRiskControlClass from "../trace/risk-control-class.js";
import traceRiskControlNotVerified from "../trace/risk-control-not-verified.js";
import traceSeveralIdsInCommand from "../trace/several-ids-in-command.js";
import traceStaleVerification from "../trace/stale-verification.js";
import traceSuspectLink from "../trace/suspect-link.js";
import traceUnitNotVerified from "../trace/unit-not-verified.js";
import traceUnitWithoutDesign from "../trace/unit-without-design.js";
import traceUnitWithoutRequirement from "../trace/unit-without-requirement.js";
import traceUnknownId from "../trace/unknown-id.js";
import traceUnreviewedLink from "../trace/unreviewed-link.js";
import traceUnwantedCoverage from "../trace/unwanted-coverage.js";

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  apiClosedHandle,
  apiDangerousFunction,
  apiElectronWebPreferences,
  apiFormatArguments,
  apiFunctionType,
  apiInsecureTemporaryFile,
  apiResourceExhaustion,
  apiResourceLeak,
  apiUncheckedIo,
  apiUncheckedReturn,
  apiWrongClose,
  apiWrongResultCheck,
  authBroadPermissions,
  authHardCodedCredential,
  authPrivilegeOrder,
  authUnprotectedAccess,
  concurrencyCheckThenUse,
  concurrencyInterruptSharedData,
  concurrencyLockBalance,
  concurrencyLockOrder,
  concurrencySignalHandlerRace,
  concurrencyUnlockedSharedData,
  concurrencyUnsafeSignalHandler,
  concurrencyWaitWithoutLoop,
  concurrencyWaitingWithLock,
  controlFlowAssignmentInCondition,
  controlFlowComparisonAsStatement,
  controlFlowConfusableOperator,
  controlFlowConstantCondition,
  controlFlowEndlessLoop,
  controlFlowIgnoredError,
  controlFlowMisleadingStructure,
  controlFlowMissingDefault,
  controlFlowMissingReturnValue,
  controlFlowReachableAssertion,
  controlFlowRepeatedExpression,
  controlFlowSuspiciousComment,
  controlFlowSwitchFallthrough,
  controlFlowUnreachableCode,
  controlFlowUnusedValue,
  cryptoConstantIv,
  cryptoMissingStep,
  cryptoPlainPasswordHash,
  cryptoPredictableRandom,
  cryptoTimingUnsafeCompare,
  cryptoUnauthenticatedKeyExchange,
  cryptoUnverifiedSignature,
  cryptoUnwipedSecret,
  cryptoWeakCipher,
  cryptoWeakHash,
  cryptoWeakParameters,
  cryptoWeakRsaPadding,
  injectionDynamicCode,
  injectionExternalConfiguration,
  injectionFormatString,
  injectionLogForging,
  injectionOsCommand,
  injectionPathTraversal,
  injectionQuery,
  injectionSearchPath,
  injectionUnsafeHtml,
  memoryAllocationSize,
  memoryAllocationSizeOverflow,
  memoryBufferOverflow,
  memoryBufferOverread,
  memoryBufferUnderread,
  memoryBufferUnderwrite,
  memoryCountAsIndex,
  memoryDanglingLocal,
  memoryDoubleFree,
  memoryFixedAddress,
  memoryFreeNotHeap,
  memoryInvalidatedIterator,
  memoryLayoutAssumption,
  memoryLeak,
  memoryLiteralWrite,
  memoryLooseLimit,
  memoryMismatchedRelease,
  memoryMissingTerminator,
  memoryNullDereference,
  memoryNumberAsCharacter,
  memoryOverlappingCopy,
  memoryPointerSubtraction,
  memoryReallocLosesPointer,
  memoryScaledTwice,
  memorySizeofPointer,
  memoryStructFromOtherObject,
  memoryUnboundedCopy,
  memoryUnboundedStreamExtraction,
  memoryUncheckedAllocation,
  memoryUninitializedUse,
  memoryUnterminatedString,
  memoryUntrustedAllocation,
  memoryUntrustedLength,
  memoryUntrustedPointer,
  memoryUseAfterFree,
  memoryUseAfterMove,
  networkCertificateVerificationOff,
  networkCleartextCredential,
  networkCleartextProtocol,
  numericDivisionByZero,
  numericFloatEquality,
  numericFloatLoopCounter,
  numericIntegerOverflow,
  numericNarrowLoopCounter,
  numericShiftRange,
  numericSignConversion,
  numericTruncation,
  numericUncheckedNumberParse,
  numericUnsignedWraparound,
  preprocessorMacroParentheses,
  preprocessorMacroRepeatsEffect,
  privacySensitiveDataInLog,
  safetyBlockingInInterrupt,
  safetyClassCrossing,
  safetyDynamicMemory,
  safetyPollingWithoutTimeout,
  safetyRecursion,
  safetyUncheckedActuatorValue,
  safetyUnitMismatch,
  soupNotListed,
  soupVersionDiffers,
  traceDuplicateId,
  traceHazardWithoutControl,
  traceItemUnreviewed,
  traceNeedsNotCovered,
  traceRequirementFailingTests,
  traceRequirementNotImplemented,
  traceRequirementNotVerified,
  traceRequirementWithoutSource,
  traceRiskControlClass,
  traceRiskControlNotVerified,
  traceSeveralIdsInCommand,
  traceStaleVerification,
  traceSuspectLink,
  traceUnitNotVerified,
  traceUnitWithoutDesign,
  traceUnitWithoutRequirement,
  traceUnknownId,
  traceUnreviewedLink,
  traceUnwantedCoverage,
];
