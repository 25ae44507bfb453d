import { defineRule } from "../../engine/src/index.js";
import { bare, placeName, shownText, writtenCallee } from "../shared/expressions.js";
import { hasWord, isTestPath, PASSWORD_WORDS } from "../shared/names.js";

/** Position of the data, by hash function in one step. */
const HASHES: Readonly<Record<string, number>> = {
  SHA1: 0, SHA224: 0, SHA256: 0, SHA384: 0, SHA512: 0, MD5: 0, mbedtls_sha256: 0, mbedtls_sha256_ret: 0, mbedtls_sha512: 0, mbedtls_sha1: 0, mbedtls_md5: 0,
  mbedtls_sha256_update: 1, mbedtls_sha512_update: 1, SHA256_Update: 1, SHA512_Update: 1, SHA1_Update: 1, MD5_Update: 1, EVP_DigestUpdate: 1,
  wc_Sha256Hash: 0, wc_Sha256Update: 1, psa_hash_compute: 1, mbedtls_md: 1, CC_SHA256: 0, crypto_hash_sha256: 1, tc_sha256_update: 1,
}; // prettier-ignore
/** Position of the salt, by function that makes keys from passwords. */
const SALTS: Readonly<Record<string, number>> = {
  PKCS5_PBKDF2_HMAC: 2, PKCS5_PBKDF2_HMAC_SHA1: 2, mbedtls_pkcs5_pbkdf2_hmac: 3, mbedtls_pkcs5_pbkdf2_hmac_ext: 3, wc_PBKDF2: 3,
  crypt: 1, EVP_BytesToKey: 2, EVP_PBE_scrypt: 2,
}; // prettier-ignore

export default defineRule({
  id: "crypto/plain-password-hash",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [759, 760, 916],
    cert: ["MSC62-J"],
    iec62304: ["data and control flow"],
    fda: ["authentication", "cryptography"],
    iso27001: ["A.8.5", "A.8.24"],
  },
  messages: {
    plain:
      "'{callee}' hashes '{password}' in one step: a graphics card tries billions a second, and equal passwords give equal hashes. Use PBKDF2, scrypt or Argon2 with a random salt for each password.",
    salt: "'{callee}' gets the salt {salt}, the same for every password: one table opens all devices. Draw a random salt for each password and store it beside the hash.",
  },
  docs: {
    title: "Password hashed without salt, or with a fixed one",
    what: "Reports plain hashes (SHA-256 and others) of what is named a password, and password functions whose salt is a literal or null.",
    why: "A service password that is stored as a plain hash is found in minutes once somebody reads the flash of one device, and then opens all of them.",
    whatToDo: "Use a function that is made to be slow, with a random salt for each password.",
    whenToDeviate: "When the value is a random key of full length that is only called a password.",
    limits: [
      "What a password is is told by its name.",
      "A hash that takes several pieces may get a salt in another call: only functions that also have no salt by name are reported.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <openssl/sha.h>\n#include <string.h>\n\nvoid Login_Hash(const char *password, unsigned char *hash)\n{\n    SHA256((const unsigned char *)password, strlen(password), hash);\n}\n",
        good: "#include <openssl/evp.h>\n#include <string.h>\n\nint Login_Hash(const char *password, const unsigned char *salt, unsigned char *hash)\n{\n    return PKCS5_PBKDF2_HMAC(password, (int)strlen(password), salt, 16, 600000, EVP_sha256(), 32, hash);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: [...Object.keys(HASHES), ...Object.keys(SALTS)],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        if (isTestPath(context.file.document.path)) return;
        const saltAt = SALTS[callee];
        if (saltAt !== undefined) {
          const salt = call.args[saltAt];
          const inner = salt && bare(salt);
          if (!inner) return;
          const isFixed = inner.is("string", "null") || inner.text === "NULL" || context.file.semantics.integerValue(inner) === 0;
          if (isFixed) context.report("salt", inner, { callee: writtenCallee(call), salt: shownText(inner) });
          return;
        }
        const data = call.args[HASHES[callee] ?? -1];
        const name = data ? placeName(data) : "";
        if (!data || !hasWord(name, PASSWORD_WORDS)) return;
        const owner = call.ancestor("function");
        // Salted or repeated by hand: weak perhaps, but thought of. Protocols that hash so are named in their functions.
        if (owner && /salt|nonce|challenge|realm|iteration|rounds/i.test(owner.text)) return;
        context.report("plain", call, { callee: writtenCallee(call), password: name });
      },
    },
  },
});
