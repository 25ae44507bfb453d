import { defineRule, isCFamily, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { secretMadeOf } from "../shared/es/secrets.js";
import { destinationOf, enclosingName, placeName } from "../shared/expressions.js";
import { hasWord, isConstantName, isTestPath, UNGUESSABLE_WORDS } from "../shared/names.js";

/** Generators whose next value follows from a few past ones. */
const GENERATORS_C: readonly string[] = [
  "rand",
  "std::rand",
  "random",
  "rand_r",
  "drand48",
  "lrand48",
  "mrand48",
  "nrand48",
  "jrand48",
  "erand48",
  "prng_next",
];
const SEEDS_C: readonly string[] = ["srand", "std::srand", "srandom", "srand48"];

export default defineRule({
  id: "crypto/predictable-random",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [338, 330, 335],
    cert: ["MSC30-C", "MSC32-C", "MSC50-CPP"],
    misra: ["C:2012 21.24"],
    fda: ["cryptography", "authentication"],
    iso27001: ["A.8.24"],
  },
  messages: {
    value:
      "'{callee}' makes '{secret}', but its values can be computed from a few earlier ones: whoever sees some can guess the next. Take it from the hardware generator or a cryptographic one.",
    seed: "'{callee}' seeds a generator in '{secret}': whoever knows roughly when it ran can repeat its values. Take secrets from the hardware generator or a cryptographic one.",
  },
  docs: {
    title: "Secret made by a predictable random generator",
    what: "Reports `rand`, `random`, `drand48` and their like where the value becomes something that must not be guessed: a key, nonce, initialisation vector, salt, token, challenge, session id, pairing code. The name of the destination or of the function around decides.",
    why: "Right after power-on a device's `rand` gives the same numbers each time. A challenge or a pairing code made of them can be known beforehand, and someone else's remote control is then the pump's.",
    whatToDo:
      "Use the microcontroller's true random generator or a cryptographic generator seeded from it: `mbedtls_ctr_drbg_random`, `psa_generate_random`, `getrandom`, `RAND_bytes`.",
    whenToDeviate: "When the value only has to differ, not to be secret: say so in the reason, or give the variable a name that says it.",
    limits: [
      "Decides by names: a secret in a variable called `x` is not seen, and a table index called `key` is reported.",
      "Own linear generators under other names are not known.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdint.h>\n#include <stdlib.h>\n\nvoid Pairing_MakeChallenge(uint8_t challenge[16])\n{\n    for (int i = 0; i < 16; i++) {\n        challenge[i] = (uint8_t)rand();\n    }\n}\n",
        good: "#include <stdint.h>\n#include <stddef.h>\nint psa_generate_random(uint8_t *output, size_t size);\n\nint Pairing_MakeChallenge(uint8_t challenge[16])\n{\n    return psa_generate_random(challenge, 16);\n}\n",
      },
      {
        language: "typescript",
        bad: "export function createSessionToken(): string {\n  return Math.random().toString(36).slice(2);\n}\n",
        good: 'import { randomBytes } from "node:crypto";\n\nexport function createSessionToken(): string {\n  return randomBytes(16).toString("hex");\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: [...GENERATORS_C, ...SEEDS_C, "Math.random"],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        // A generator of C has no namesake elsewhere, and `Math.random` none in C.
        if (isCFamily(context.file.language) === (callee === "Math.random")) return;
        // Test data may be predictable: a failing test should be repeatable.
        if (isTestPath(context.file.document.path)) return;
        const secret = callee === "Math.random" ? secretMadeOf(context, call) : secretMadeBy(context, call);
        // Jitter, back-off, dithering: nobody gains by guessing those.
        if (secret === undefined) return;
        context.report(SEEDS_C.includes(callee) ? "seed" : "value", call, { callee, secret });
      },
    },
  },
});

/** Name of the unguessable thing that a call makes, by its destination, else by the function around it. */
function secretMadeBy(context: RuleContext, call: SyntaxNode): string | undefined {
  const destination = destinationOf(call);
  const name = destination ? placeName(destination) : "";
  if (name !== "" && isUnguessable(name)) return name;
  const owner = enclosingName(context, call);
  // The function's name counts where the value has no telling destination of its own.
  return owner !== "" && isUnguessable(owner) && hasWord(owner, MAKING_WORDS) ? owner : undefined;
}

const MAKING_WORDS: ReadonlySet<string> = new Set([
  "make",
  "generate",
  "gen",
  "create",
  "new",
  "random",
  "derive",
  "build",
  "init",
  "get",
  "fill",
]);

function isUnguessable(name: string): boolean {
  // Keys of keyboards, maps and sorted tables; `SEED` and `KEY` constants are compile-time.
  return (
    !isConstantName(name) &&
    hasWord(name, UNGUESSABLE_WORDS) &&
    !/key_?(board|pad|press|code|word|frame|event|index|down|up|stroke)|button/i.test(name)
  );
}
