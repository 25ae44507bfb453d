import { defineRule, isCFamily, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import {
  acceptingCallback,
  asksForResult,
  isChosenAtRunTime,
  isServerSide,
  SKIP_MEMBERS,
  VERIFICATION_CALLS,
  verificationOff,
} from "../shared/c/tls.js";
import { replace } from "../shared/edits.js";
import { placeName, shownText } from "../shared/expressions.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { verificationSetting } from "../shared/es/tls.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "network/certificate-verification-off",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [295, 297],
    fda: ["authentication", "confidentiality", "cryptography"],
    iso27001: ["A.8.24"],
  },
  messages: {
    identity:
      "This 'checkServerIdentity' accepts every certificate, whoever it belongs to: anybody with a certificate of his own can pose as the server. Leave the check of the name to Node.js.",
    callback:
      "The verification callback '{name}' says yes to every certificate: anybody on the way can pose as the server, read everything and send what he likes. Return what the library found ('{argument}').",
    off: "'{value}' switches the verification of the peer's certificate off: anybody on the way can pose as the server, read everything and send what he likes. Use '{replacement}' and give the trusted root certificate.",
    optional:
      "'{value}' lets the connection go on when the peer's certificate is wrong, and this file never asks for the result. Use '{replacement}', or check the verification result after the handshake.",
    name: "'{member}' lets any valid certificate pass, whoever it belongs to: anybody with a certificate of his own can pose as the server. Leave the check of the name on.",
  },
  docs: {
    title: "Certificate of the peer not verified",
    what: "Reports calls and settings that switch off the verification of certificates or host names: mbed TLS, OpenSSL, wolfSSL, libcurl, ESP-IDF; in TypeScript and JavaScript `rejectUnauthorized`, `strictSSL`, `NODE_TLS_REJECT_UNAUTHORIZED` and a `checkServerIdentity` that accepts every name.",
    why: "Encryption without verification protects against nobody who can answer in the server's place. A gateway that accepts every certificate accepts a forged drug library, and gives away the patients' data.",
    whatToDo:
      "Require verification, give the root certificate of the hospital's or manufacturer's authority, and set the expected host name.",
    whenToDeviate:
      "When the peer is authenticated otherwise, by a pre-shared key or a pinned public key that is checked in code. Name that check.",
    limits: [
      "A server that does not ask its clients for a certificate is not reported, as far as the function or the file's name tells.",
      "A mode that comes from a variable is not seen.",
      "Own verification callbacks are seen where they stand in the same file and always return the same.",
    ],
    examples: [
      {
        language: "c",
        bad: "typedef struct mbedtls_ssl_config mbedtls_ssl_config;\nvoid mbedtls_ssl_conf_authmode(mbedtls_ssl_config *conf, int mode);\n#define MBEDTLS_SSL_VERIFY_NONE 0\n\nvoid Cloud_Setup(mbedtls_ssl_config *conf)\n{\n    mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_NONE);\n}\n",
        good: "typedef struct mbedtls_ssl_config mbedtls_ssl_config;\nvoid mbedtls_ssl_conf_authmode(mbedtls_ssl_config *conf, int mode);\n#define MBEDTLS_SSL_VERIFY_REQUIRED 2\n\nvoid Cloud_Setup(mbedtls_ssl_config *conf)\n{\n    mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_REQUIRED);\n}\n",
      },
      {
        language: "typescript",
        bad: 'import https from "node:https";\n\nexport const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });\n',
        good: 'import { readFileSync } from "node:fs";\nimport https from "node:https";\n\nexport const agent = new https.Agent({ keepAlive: true, ca: readFileSync("hospital-ca.pem") });\n',
      },
    ],
  },
  on: {
    call: {
      names: VERIFICATION_CALLS,
      visit(context, call) {
        if (!isCFamily(context.file.language) || isTestPath(context.file.document.path)) return;
        const callback = acceptingCallback(context, call);
        if (callback) context.report("callback", callback.at, { name: callback.at.text, argument: callback.argument });
        const found = verificationOff(context, call);
        if (!found || isServerSide(context, call)) return;
        // Asked for later: then the code itself decides.
        if (found.optional && asksForResult(context)) return;
        const fixes = [{ title: `Use '${found.replacement}'`, kind: "suggestion" as const, edits: [replace(found.at, found.replacement)] }];
        const data = { value: shownText(found.at), replacement: found.replacement };
        if (found.optional) context.report("optional", call, data, { fixes, severity: "warning" });
        else {
          // A setting of the product: still a way to run without protection, but a decided one.
          const severity = isChosenAtRunTime(call) ? { severity: "warning" as const } : {};
          context.report("off", call, { ...data, value: callText(data.value, shownText(call.args[1] ?? call)) }, { fixes, ...severity });
        }
      },
    },
    nodes: {
      kinds: ["assignment", "initializerPair", "property"],
      visit(context, node) {
        if (isTestPath(context.file.document.path)) return;
        if (!isCFamily(context.file.language)) {
          reportSetting(context, node);
          return;
        }
        const member =
          node.kind === "assignment"
            ? placeName(node.child("left") ?? node)
            : (node.child("key") ?? node.firstChild)?.text.replace(/^\./, "");
        const value = node.child("value") ?? node.child("right");
        if (member === undefined || !SKIP_MEMBERS.has(member) || !value || !/^(true|1)$/.test(value.text)) return;
        context.report(
          "name",
          node,
          { member },
          { fixes: [{ title: "Check the name", kind: "suggestion", edits: [replace(value, "false")] }] },
        );
      },
    },
  },
});

/** A bare number says nothing: show the option that it is for. */
function callText(value: string, option: string): string {
  return /^\w*[A-Z]\w*$/.test(value) && !/^\d/.test(value) ? value : option === value ? value : `${option}, ${value}`;
}

function reportSetting(context: RuleContext<"off" | "identity">, node: SyntaxNode): void {
  const setting = verificationSetting(context, node);
  if (!setting) return;
  if (setting.replacement === undefined) {
    context.report("identity", node);
    return;
  }
  const { name, value, replacement } = setting;
  const fixes = [{ title: `Use '${name}: ${replacement}'`, kind: "suggestion" as const, edits: [replace(value, replacement)] }];
  context.report("off", node, { value: shownText(node), replacement: `${name}: ${replacement}` }, { fixes });
}
