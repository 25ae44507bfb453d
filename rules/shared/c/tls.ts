// Calls of C and C++ libraries that decide whether a peer's certificate is verified.
import type { RuleContext, SyntaxNode } from "../../../engine/src/index.js";
import { bare } from "../expressions.js";

/** The argument that switches verification off, and what to put in its place. */
export interface VerificationOff {
  readonly at: SyntaxNode;
  readonly replacement: string;
  /** Verification happens but its failure does not end the connection. */
  readonly optional: boolean;
}

interface Setter {
  /** Position of the mode. */
  readonly mode: number;
  readonly off: RegExp;
  readonly optional?: RegExp;
  readonly replacement: string;
}

const MODE_SETTERS: Readonly<Record<string, Setter>> = {
  mbedtls_ssl_conf_authmode: {
    mode: 1,
    off: /^(MBEDTLS_SSL_VERIFY_NONE|0)$/,
    optional: /^(MBEDTLS_SSL_VERIFY_OPTIONAL|1)$/,
    replacement: "MBEDTLS_SSL_VERIFY_REQUIRED",
  },
  mbedtls_ssl_set_hs_authmode: {
    mode: 1,
    off: /^(MBEDTLS_SSL_VERIFY_NONE|0)$/,
    optional: /^(MBEDTLS_SSL_VERIFY_OPTIONAL|1)$/,
    replacement: "MBEDTLS_SSL_VERIFY_REQUIRED",
  },
  SSL_CTX_set_verify: { mode: 1, off: /^(SSL_VERIFY_NONE|0|0x0+)$/, replacement: "SSL_VERIFY_PEER" },
  SSL_set_verify: { mode: 1, off: /^(SSL_VERIFY_NONE|0|0x0+)$/, replacement: "SSL_VERIFY_PEER" },
  wolfSSL_CTX_set_verify: { mode: 1, off: /^((WOLF)?SSL_VERIFY_NONE|0)$/, replacement: "WOLFSSL_VERIFY_PEER" },
  wolfSSL_set_verify: { mode: 1, off: /^((WOLF)?SSL_VERIFY_NONE|0)$/, replacement: "WOLFSSL_VERIFY_PEER" },
  CyaSSL_CTX_set_verify: { mode: 1, off: /^SSL_VERIFY_NONE$/, replacement: "SSL_VERIFY_PEER" },
};

const CURL_OPTIONS: Readonly<Record<string, { readonly off: RegExp; readonly replacement: string }>> = {
  CURLOPT_SSL_VERIFYPEER: { off: /^(0|0L|false|FALSE)$/, replacement: "1L" },
  CURLOPT_SSL_VERIFYHOST: { off: /^(0|0L|1|1L|false|FALSE)$/, replacement: "2L" },
  CURLOPT_PROXY_SSL_VERIFYPEER: { off: /^(0|0L|false|FALSE)$/, replacement: "1L" },
  CURLOPT_PROXY_SSL_VERIFYHOST: { off: /^(0|0L|1|1L|false|FALSE)$/, replacement: "2L" },
};

/** Position of the verification callback, and what it returns for a certificate that it accepts. */
const CALLBACKS: Readonly<Record<string, readonly [position: number, accepts: number]>> = {
  SSL_CTX_set_verify: [2, 1],
  SSL_set_verify: [2, 1],
  wolfSSL_CTX_set_verify: [2, 1],
  wolfSSL_set_verify: [2, 1],
  SSL_CTX_set_cert_verify_callback: [1, 1],
};

export const VERIFICATION_CALLS: readonly string[] = [...Object.keys(MODE_SETTERS), "SSL_CTX_set_cert_verify_callback", "curl_easy_setopt"];

/** A callback of the file that accepts every certificate, whatever the library found. */
export function acceptingCallback(
  context: RuleContext,
  call: SyntaxNode,
): { readonly at: SyntaxNode; readonly argument: string } | undefined {
  const [position, accepts] = CALLBACKS[context.file.semantics.calleeName(call)] ?? [];
  const at = position === undefined ? undefined : call.args[position];
  const name = at && bare(at).text;
  const fact = context.file.facts.functions.find((each) => each.name === name && each.body !== undefined);
  if (!at || fact?.body === undefined) return undefined;
  const returns = [...context.file.tree.node(fact.body).descendants()].filter((each) => each.kind === "return");
  const isFixed = returns.every(
    (each) => each.firstChild !== undefined && context.file.semantics.integerValue(each.firstChild) === accepts,
  );
  return returns.length > 0 && isFixed ? { at, argument: fact.parameters[0]?.name ?? "preverify_ok" } : undefined;
}

/** Members that switch verification off when they are true. */
export const SKIP_MEMBERS: ReadonlySet<string> = new Set(["skip_cert_common_name_check", "skip_common_name", "insecure_skip_verify"]);

/** Does this call switch the verification of certificates off? */
export function verificationOff(context: RuleContext, call: SyntaxNode): VerificationOff | undefined {
  const callee = context.file.semantics.calleeName(call);
  if (callee === "curl_easy_setopt") {
    const [, option, value] = call.args;
    const known = option && CURL_OPTIONS[option.text];
    return known && value && known.off.test(bare(value).text) ? { at: value, replacement: known.replacement, optional: false } : undefined;
  }
  const setter = MODE_SETTERS[callee];
  const mode = setter && call.args[setter.mode];
  if (!setter || !mode) return undefined;
  const text = bare(mode).text;
  if (setter.optional?.test(text)) return { at: mode, replacement: setter.replacement, optional: true };
  return setter.off.test(text) ? { at: mode, replacement: setter.replacement, optional: false } : undefined;
}

/** A server that does not ask its clients for certificates verifies nobody, and need not. */
export function isServerSide(context: RuleContext, call: SyntaxNode): boolean {
  const around = call.ancestor("function")?.text ?? "";
  if (/listen|server|accept/i.test(call.args[0]?.text ?? "")) return true;
  if (/IS_CLIENT|_client_method|connect\s*\(/i.test(around)) return false;
  return /IS_SERVER|_server_method|\baccept\s*\(|\bbind\s*\(/.test(around) || /(^|[/_-])server/i.test(context.file.document.path);
}

/** The same function also switches verification on: somebody decides at run time. */
export function isChosenAtRunTime(call: SyntaxNode): boolean {
  const callee = call.child("callee")?.text ?? "";
  const owner = call.ancestor("function");
  if (!owner || !(callee in MODE_SETTERS)) return false;
  return [...owner.descendants()].some(
    (node) => node.kind === "call" && node.child("callee")?.text === callee && /PEER|REQUIRED|FAIL_IF/.test(node.args[1]?.text ?? ""),
  );
}

/** With optional verification the result has to be asked for. */
export function asksForResult(context: RuleContext): boolean {
  return context.file.facts.calls.some(({ callee }) =>
    /^(mbedtls_ssl_get_verify_result|SSL_get_verify_result|wolfSSL_get_verify_result)$/.test(callee),
  );
}
