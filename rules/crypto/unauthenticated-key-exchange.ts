import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { shownText } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "suites" | "pairing" | "host";

export default defineRule<MessageId>({
  id: "crypto/unauthenticated-key-exchange",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [322],
    iec62304: ["data and control flow"],
    fda: ["authentication", "cryptography"],
    iso27001: ["A.8.24", "A.8.5"],
  },
  messages: {
    suites:
      "'{value}' lets both sides agree on a key without knowing whom they talk to: whoever stands between them reads and changes everything. Leave anonymous suites out ('!aNULL'), and use certificates or a pre-shared key.",
    pairing:
      "'{value}' pairs without asking who the other device is: whoever listens or stands between during pairing can command this one later. Ask for protection against that ('{replacement}'), by passkey, comparison or out of band.",
    host: "'{callee}' is called and nothing here compares the key of the server: whoever answers in its place gets the password and the data. Compare it with the known one ('{replacement}') before logging in.",
  },
  docs: {
    title: "Key exchange with somebody unknown",
    what: "Reports anonymous TLS suites (`aNULL`, `ADH`, `AECDH`, `…_anon_…`) in OpenSSL, wolfSSL and mbed TLS, Bluetooth pairing without protection against a man in the middle (NimBLE, Bluedroid, Nordic's SoftDevice, and Zephyr's security level 2), and SSH sessions whose server key nobody compares (libssh, libssh2).",
    why: "A key exchange makes a secret between two ends; it does not say who the other end is. An insulin pump that pairs with “just works” shares its key with whoever stood in the room, and obeys.",
    whatToDo:
      "Name only suites with certificates or pre-shared keys. Pair with a passkey, numeric comparison or out of band, and ask for Bluetooth security level 3 or 4. Compare the server's key before any password is sent.",
    whenToDeviate:
      "When the application authenticates the other side itself before it accepts anything, or the device has no means for it and pairing needs a physical act on it. Say which.",
    limits: [
      "Flags that are put together elsewhere are not seen.",
      "A comparison of the server's key is looked for in the same file only.",
    ],
    examples: [
      {
        language: "c",
        bad: 'typedef struct ssl_ctx_st SSL_CTX;\nint SSL_CTX_set_cipher_list(SSL_CTX *context, const char *list);\n\nint Link_Setup(SSL_CTX *context)\n{\n    return SSL_CTX_set_cipher_list(context, "ADH-AES256-GCM-SHA384:HIGH");\n}\n',
        good: 'typedef struct ssl_ctx_st SSL_CTX;\nint SSL_CTX_set_cipher_list(SSL_CTX *context, const char *list);\n\nint Link_Setup(SSL_CTX *context)\n{\n    return SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES256-GCM-SHA384:!aNULL");\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: [
        ...["SSL_CTX_set_cipher_list", "SSL_set_cipher_list", "wolfSSL_CTX_set_cipher_list", "wolfSSL_set_cipher_list"],
        ...["wolfSSL_CTX_allow_anon_cipher", "bt_conn_set_security", "esp_ble_gap_set_security_param"],
        ...["ssh_connect", "libssh2_session_handshake", "libssh2_session_startup"],
      ],
      visit(context, call) {
        if (!isTestPath(context.file.document.path)) checkCall(context, call);
      },
    },
    nodes: {
      kinds: ["assignment", "initializerPair", "identifier"],
      visit(context, node) {
        if (isTestPath(context.file.document.path)) return;
        if (node.kind === "identifier") checkSuite(context, node);
        else checkPairing(context, node);
      },
    },
  },
});

function checkCall(context: RuleContext<MessageId>, call: SyntaxNode): void {
  const callee = context.file.semantics.calleeName(call);
  if (callee === "wolfSSL_CTX_allow_anon_cipher") context.report("suites", call, { value: callee });
  else if (callee.endsWith("cipher_list")) {
    const list = call.args[1];
    const suite = list?.kind === "string" ? anonymousSuite(list.text) : undefined;
    if (list && suite !== undefined) context.report("suites", list, { value: suite });
  } else if (callee === "bt_conn_set_security") {
    const level = call.args[1];
    if (level && /^\(?(BT_SECURITY_L[12]|BT_SECURITY_(LOW|MEDIUM)|1|2)\)?$/.test(level.text))
      context.report("pairing", level, { value: level.text, replacement: "BT_SECURITY_L4" });
  } else if (callee === "esp_ble_gap_set_security_param") checkMode(context, call);
  else {
    const checks = callee === "ssh_connect" ? SSH_CHECKS : SSH2_CHECKS;
    const isCompared = context.file.facts.calls.some((each) => checks.includes(each.callee));
    if (!isCompared) context.report("host", call, { callee, replacement: checks[0] ?? "" });
  }
}

const SSH_CHECKS: readonly string[] = [
  ...["ssh_session_is_known_server", "ssh_is_server_known", "ssh_get_server_publickey", "ssh_get_publickey"],
  ...["ssh_get_publickey_hash", "ssh_get_pubkey_hash"],
];
const SSH2_CHECKS: readonly string[] = [
  ...["libssh2_knownhost_checkp", "libssh2_knownhost_check", "libssh2_hostkey_hash", "libssh2_session_hostkey"],
];

/** The first suite of an OpenSSL cipher list that asks for anonymous key exchange and is not switched off again. */
function anonymousSuite(list: string): string | undefined {
  const entries = list.replace(/^"|"$/g, "").split(/[:, ]/);
  const isOff = entries.some((entry) => /^!(aNULL|ADH|AECDH|ALL)$/.test(entry));
  return entries.find((entry) => (/^(aNULL|ADH\b.*|AECDH\b.*)$/.test(entry) && !isOff) || /^TLS_\w+_anon_/i.test(entry));
}

/** mbed TLS and others name suites by constants. */
function checkSuite(context: RuleContext<MessageId>, node: SyntaxNode): void {
  if (!/^(MBEDTLS_)?TLS_(EC)?DH_anon_WITH_/i.test(node.text)) return;
  // Names in a comparison or a table of names choose nothing.
  if (node.ancestor("initializerList") !== undefined && node.ancestor("initializerPair") === undefined)
    context.report("suites", node, { value: node.text });
}

/** Members that say how Bluetooth pairs: what they must not be, and what is better. */
const MEMBERS: ReadonlyMap<string, { readonly off: RegExp; readonly replacement: string }> = new Map([
  ["sm_mitm", { off: /^(0|false)$/, replacement: "sm_mitm = 1" }],
  ["mitm", { off: /^(0|false)$/, replacement: "mitm = 1" }],
]);

function checkPairing(context: RuleContext<MessageId>, node: SyntaxNode): void {
  const target = node.kind === "assignment" ? node.child("left") : (node.child("key") ?? node.firstChild);
  const value = node.child("right") ?? node.child("value");
  if (!target || !value) return;
  const name = /\w+$/.exec(target.text)?.[0] ?? "";
  const member = MEMBERS.get(name);
  if (!member?.off.test(value.text)) return;
  // `mitm` alone is a short name: the structure must be one of pairing.
  if (name === "mitm" && !/\b(ble_gap_sec_params_t|BLE_GAP_|sec_param|sd_ble_gap)/.test(context.file.tree.text)) return;
  context.report("pairing", node, { value: shownText(node), replacement: member.replacement });
}

/** Bluedroid takes the mode through a pointer to a variable: what that is given tells. */
function checkMode(context: RuleContext<MessageId>, call: SyntaxNode): void {
  const [kind, value] = call.args;
  if (kind?.text !== "ESP_BLE_SM_AUTHEN_REQ_MODE" || !value) return;
  const name = /&\s*(\w+)/.exec(value.text)?.[1];
  if (name === undefined) return;
  const weak = "ESP_LE_AUTH_(?:NO_BOND|BOND|REQ_SC_ONLY|REQ_SC_BOND|REQ_BOND)";
  const given = new RegExp(`\\b${name}\\s*=\\s*(${weak})\\s*;`).exec(context.file.tree.text)?.[1];
  if (given !== undefined) context.report("pairing", call, { value: given, replacement: "ESP_LE_AUTH_REQ_SC_MITM_BOND" });
}
