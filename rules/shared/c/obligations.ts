// Calls whose result must be looked at: library functions by name, and how the project's own are recognised.
import type {
  FilePath,
  FunctionFact,
  FunctionRef,
  ParsedFile,
  ResolvedFunction,
  RuleContext,
  SyntaxNode,
} from "../../../engine/src/index.js";
import { enclosingName, valueType } from "../expressions.js";
import { hasWord, isConstantName, wordsOf } from "../names.js";

/** What a result says, and what happens to somebody who does not ask. Both finish a sentence. */
export interface Obligation {
  readonly says: string;
  readonly otherwise: string;
}

const RANDOM: Obligation = {
  says: "whether random bytes were made",
  otherwise: "on failure the buffer keeps its old, known content and is used as a secret",
};
const VERIFY: Obligation = { says: "whether the check succeeded", otherwise: "a forged message, image or certificate passes as genuine" };
const DECRYPT: Obligation = { says: "whether the message is authentic", otherwise: "a changed message is used as if it were genuine" };
const PRIVILEGE: Obligation = {
  says: "whether the rights were given up",
  otherwise: "on failure everything after it runs with the old rights",
};
const STORE: Obligation = {
  says: "whether the data were stored",
  otherwise: "after a failed write the device goes on with settings or a log that are not there at the next start",
};
const UPDATE: Obligation = { says: "whether the step of the update succeeded", otherwise: "a partly written image can be started" };
const WATCHDOG: Obligation = {
  says: "whether the watchdog took it",
  otherwise: "on failure nobody knows that nothing resets a device that hangs, or that it is about to be reset",
};
const QUEUE: Obligation = { says: "whether the alarm was accepted", otherwise: "with a full queue the alarm is lost, and nobody hears it" };

/** By name. Chosen so that a reviewer would stop a merge for each. */
const LIBRARY: ReadonlyMap<string, Obligation> = new Map(
  (
    [
      [
        RANDOM,
        "mbedtls_ctr_drbg_random mbedtls_hmac_drbg_random mbedtls_entropy_func mbedtls_ctr_drbg_seed mbedtls_hmac_drbg_seed HAL_RNG_GenerateRandomNumber RAND_bytes RAND_priv_bytes psa_generate_random wc_RNG_GenerateBlock wc_InitRng getrandom getentropy sys_csrand_get nrf_crypto_rng_vector_generate",
      ],
      [
        VERIFY,
        "mbedtls_pk_verify mbedtls_pk_verify_ext mbedtls_rsa_pkcs1_verify mbedtls_ecdsa_verify mbedtls_ecdsa_read_signature mbedtls_x509_crt_verify mbedtls_x509_crt_verify_with_profile mbedtls_pkcs7_signed_data_verify psa_verify_hash psa_verify_message psa_mac_verify psa_mac_verify_finish psa_hash_compare psa_hash_verify EVP_VerifyFinal EVP_DigestVerifyFinal EVP_DigestVerify RSA_verify ECDSA_verify ECDSA_do_verify DSA_verify X509_verify X509_verify_cert CMS_verify PKCS7_verify wc_ecc_verify_hash wc_ed25519_verify_msg wc_RsaPSS_Verify wc_SignatureVerify uECC_verify tc_uecc_verify crypto_sign_verify_detached crypto_sign_open crypto_auth_verify bootutil_img_validate",
      ],
      [
        DECRYPT,
        "mbedtls_gcm_auth_decrypt mbedtls_ccm_auth_decrypt mbedtls_ccm_star_auth_decrypt mbedtls_chachapoly_auth_decrypt mbedtls_cipher_auth_decrypt_ext psa_aead_decrypt psa_aead_verify EVP_DecryptFinal_ex EVP_DecryptFinal EVP_OpenFinal wc_AesGcmDecrypt wc_AesCcmDecrypt wc_ChaCha20Poly1305_Decrypt crypto_secretbox_open_easy crypto_aead_chacha20poly1305_ietf_decrypt",
      ],
      [PRIVILEGE, "setuid setgid seteuid setegid setreuid setregid setresuid setresgid setgroups initgroups chroot"],
      [
        STORE,
        "HAL_FLASH_Program HAL_FLASHEx_Erase HAL_FLASHEx_DATAEEPROM_Program FLASH_ProgramWord FLASH_ProgramHalfWord FLASH_ProgramDoubleWord FLASH_ErasePage FLASH_EraseSector flash_write flash_erase nvs_commit nvs_set_blob nvs_set_u32 nvs_write settings_save_one esp_partition_write esp_partition_erase_range fsync fdatasync",
      ],
      [
        UPDATE,
        "esp_ota_write esp_ota_end esp_ota_set_boot_partition boot_request_upgrade boot_set_confirmed boot_set_pending boot_write_img_confirmed",
      ],
      [WATCHDOG, "HAL_IWDG_Init HAL_WWDG_Init wdt_setup wdt_install_timeout esp_task_wdt_init esp_task_wdt_add"],
    ] as const
  ).flatMap(([obligation, names]) => names.split(" ").map((name) => [name, obligation] as const)),
);

// prettier-ignore
const QUEUE_SENDS: ReadonlySet<string> = new Set([
  "xQueueSend", "xQueueSendToBack", "xQueueSendToFront", "xQueueSendFromISR", "xQueueSendToBackFromISR", "osMessageQueuePut", "osMessagePut", "k_msgq_put", "tx_queue_send", "mq_send",
]);

/** Obligation of a call, by the library's tables or the declaration of the project's own function. */
export function obligationOf(context: RuleContext, call: SyntaxNode): Obligation | undefined {
  const callee = context.file.semantics.calleeName(call);
  if (callee === "") return undefined;
  if (QUEUE_SENDS.has(callee)) {
    // Full queues are normal for a display; for an alarm they are not.
    const around = `${enclosingName(context, call)} ${call.args.map((argument) => argument.text).join(" ")}`;
    return hasWord(around, ALARM) ? QUEUE : undefined;
  }
  const own = context.project.resolveFunction(callee, context.file.document.path);
  const obligation = LIBRARY.get(callee) ?? (own ? ownObligation(own) : undefined);
  // A function that always returns the same has nothing to tell, whatever its name.
  return obligation && (!own || canFail(own)) ? obligation : undefined;
}

const ALARM: ReadonlySet<string> = new Set(["alarm", "alarms", "alert"]);
const ALARM_VERBS: ReadonlySet<string> = new Set(["raise", "trigger", "post", "send", "signal", "sound", "activate", "notify", "set"]);
const WATCHDOGS: ReadonlySet<string> = new Set(["watchdog", "wdt", "wdg", "iwdg", "wwdg"]);
const WATCHDOG_VERBS: ReadonlySet<string> = new Set(["init", "start", "enable", "refresh", "feed", "kick"]);
const STORAGE: ReadonlySet<string> = new Set(["flash", "eeprom", "nvm", "fram"]);
const STORAGE_VERBS: ReadonlySet<string> = new Set(["write", "program", "erase", "save", "store", "commit"]);
const CHECK_VERBS: ReadonlySet<string> = new Set(["verify", "authenticate", "validate"]);
const CHECKED: ReadonlySet<string> = new Set([
  "signature",
  "image",
  "firmware",
  "update",
  "certificate",
  "crc",
  "checksum",
  "hash",
  "mac",
  "hmac",
  "password",
  "pin",
  "token",
  "integrity",
  "dose",
  "limits",
]);

/**
 * The project's own functions, by what their declaration says: a result that is a status (`bool`, an enumeration, or a
 * type named as one), and a name that pairs a subject of safety with what is done to it. Other results may be
 * quantities, and other names promise nothing.
 */
function ownObligation(own: ResolvedFunction): Obligation | undefined {
  // The name first: most functions are told by it, and their code need not be read.
  const obligation = namedObligation(own.name);
  return obligation && isStatus(own) ? obligation : undefined;
}

function namedObligation(name: string): Obligation | undefined {
  const words = new Set(wordsOf(name));
  const pairs = (subjects: ReadonlySet<string>, verbs: ReadonlySet<string>): boolean =>
    [...words].some((word) => subjects.has(word)) && [...words].some((word) => verbs.has(word));
  if (pairs(ALARM, ALARM_VERBS)) return QUEUE;
  if (pairs(WATCHDOGS, WATCHDOG_VERBS)) return WATCHDOG;
  if (pairs(STORAGE, STORAGE_VERBS)) return STORE;
  if (pairs(CHECKED, CHECK_VERBS)) return VERIFY;
  return undefined;
}

/** False for a function without a result, and for one all of whose `return`s give the same constant. */
function canFail(own: FunctionRef): boolean {
  if (valueType(own.fact.returns).kind === "void" || own.fact.body === undefined) return false;
  const results = new Set<string>();
  for (const node of own.file.tree.node(own.fact.body).descendants()) {
    if (node.kind !== "return" || !node.firstChild) continue;
    const result = node.firstChild.unparenthesized;
    if (!result.is("number", "boolean") && !(result.kind === "identifier" && isConstantName(result.text))) return true;
    results.add(result.text);
  }
  return results.size !== 1;
}

function isStatus(own: FunctionRef): boolean {
  const returns = valueType(own.fact.returns);
  if (returns.kind === "boolean" || returns.kind === "enum") return true;
  const head = own.fact.signature.split(own.fact.name)[0] ?? "";
  return /\b(\w*(status|result|error|err|ret(urn)?_?code|rc)\w*_?t?|bool|_Bool)\b/i.test(head);
}

/**
 * Functions whose declaration itself demands that the result be used: `[[nodiscard]]`, `warn_unused_result`, or a macro named so,
 * in the file or a header that it includes by an unambiguous name.
 */
export function isDeclaredMustCheck(context: RuleContext, callee: string): boolean {
  const { file, project } = context;
  let names = mustCheckNames.get(file);
  if (!names) {
    const headers = file.facts.includes.flatMap((include) => {
      const paths = (pathsByName(project.paths).get(lastSegment(include.target)) ?? []).filter(
        (path) => path === include.target || path.endsWith(`/${include.target}`),
      );
      const [path] = paths;
      return paths.length === 1 && path !== undefined ? (project.parsed(path) ?? []) : [];
    });
    names = new Set(
      [file, ...headers].flatMap((declaring) =>
        declaring.facts.functions.filter((fact) => demandsCheck(declaring, fact)).map(({ name }) => name),
      ),
    );
    mustCheckNames.set(file, names);
  }
  return names.has(callee);
}

/** By file: asked for every discarded call. A parsed file is immutable, and a new one is made when a header that it includes changes. */
const mustCheckNames = new WeakMap<ParsedFile, ReadonlySet<string>>();

function demandsCheck(file: ParsedFile, fact: FunctionFact): boolean {
  const { text } = file.tree;
  const before = text.slice(Math.max(0, fact.nameSpan.start - 160), fact.nameSpan.start);
  const head = before.slice(
    Math.max(before.lastIndexOf(";"), before.lastIndexOf("}"), before.lastIndexOf("*/"), before.lastIndexOf("#")) + 1,
  );
  return /nodiscard|warn_unused_result|must_check|MUST_CHECK|MUST_USE|CHECK_RETURN_CRITICAL/.test(head);
}

/** The project's paths by file name, as long as its files stay the same. */
function pathsByName(paths: readonly FilePath[]): ReadonlyMap<string, readonly FilePath[]> {
  let byName = namedPaths.get(paths);
  if (!byName) {
    byName = new Map();
    for (const path of paths) {
      const name = lastSegment(path);
      byName.set(name, [...(byName.get(name) ?? []), path]);
    }
    namedPaths.set(paths, byName);
  }
  return byName;
}

const namedPaths = new WeakMap<readonly FilePath[], Map<string, readonly FilePath[]>>();

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
