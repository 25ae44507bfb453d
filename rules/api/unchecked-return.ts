import { defineRule } from "../../engine/src/index.js";
import { isDeclaredMustCheck, obligationOf } from "../shared/c/obligations.js";
import { isDiscarded } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "api/unchecked-return",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [252, 273],
    cert: ["ERR33-C", "POS37-C", "EXP12-C"],
    misra: ["C:2012 17.7", "C:2012 D4.7"],
    iec62304: ["fault handling"],
    fda: ["resiliency-recovery", "code-data-execution-integrity"],
    iso27001: ["A.8.28"],
  },
  messages: {
    ignored: "'{callee}' returns {says}, and nobody asks: {otherwise}. Check the result and go to the safe state on failure.",
    declared:
      "'{callee}' is declared so that its result must be used, and here it is dropped: a failure passes unnoticed. Check it, or cast to 'void' and say why.",
  },
  docs: {
    title: "Result of a security- or safety-relevant call ignored",
    what: "Reports calls that stand alone as a statement although their result decides: random numbers, signature and certificate checks, authenticated decryption, giving up rights, writing flash and settings, firmware update, starting the watchdog, queues for alarms; and the project's own functions that say so.",
    why: "A signature check whose result nobody reads accepts every image. An alarm that is put into a full queue is never heard. Both look complete in the code.",
    whatToDo:
      "Check the result and treat the failure: retry, report, or go to the safe state. Where it really does not matter, cast to `(void)` and say why beside it.",
    whenToDeviate: "When the call can't fail in this configuration. Prefer an assertion, which proves it at run time.",
    limits: [
      "Library functions are known by name; the project's own are recognised by `[[nodiscard]]`, `warn_unused_result` and macros named so, or by a status result that is not always the same, together with a name that pairs alarm, watchdog, flash, signature and the like with a verb such as raise, refresh, write, verify.",
      "A result that is stored and never looked at is not seen.",
      "Functions returning a plain `int` are not recognised by name: it may be a quantity.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\nint psa_verify_hash(uint32_t key, uint32_t alg, const uint8_t *hash, uint32_t hash_length, const uint8_t *signature, uint32_t signature_length);\nvoid Boot_Start(void);\n\nvoid Boot_Check(uint32_t key, const uint8_t *hash, const uint8_t *signature)\n{\n    psa_verify_hash(key, 0x06000609u, hash, 32, signature, 64);\n    Boot_Start();\n}\n",
        good: "#include <stdint.h>\nint psa_verify_hash(uint32_t key, uint32_t alg, const uint8_t *hash, uint32_t hash_length, const uint8_t *signature, uint32_t signature_length);\nvoid Boot_Start(void);\nvoid Boot_Stay(void);\n\nvoid Boot_Check(uint32_t key, const uint8_t *hash, const uint8_t *signature)\n{\n    if (psa_verify_hash(key, 0x06000609u, hash, 32, signature, 64) == 0) {\n        Boot_Start();\n    } else {\n        Boot_Stay();\n    }\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: "*",
      visit(context, call) {
        // A cast to void is a decision that a reader can see.
        if (!isDiscarded(call)) return;
        const callee = context.file.semantics.calleeName(call);
        const obligation = obligationOf(context, call);
        // Test code that ignores a result fails by its own assertions.
        if (isTestPath(context.file.document.path)) return;
        if (obligation) {
          context.report("ignored", call, { callee, says: obligation.says, otherwise: obligation.otherwise });
          return;
        }
        if (isDeclaredMustCheck(context, callee)) context.report("declared", call, { callee });
      },
    },
  },
});
