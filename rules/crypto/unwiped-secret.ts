import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { credentialKind } from "../shared/credentials.js";
import { bare, declaredName, placeName } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "removed" | "kept";

export default defineRule<MessageId>({
  id: "crypto/unwiped-secret",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [14, 226, 244],
    cert: ["MSC06-C", "MEM03-C"],
    iec62304: ["memory management and overflow"],
    fda: ["confidentiality", "cryptography"],
    iso27001: ["A.8.24"],
  },
  messages: {
    removed:
      "Nothing reads '{name}' behind this 'memset', so the compiler may leave it out: the secret stays on the stack. Use 'explicit_bzero', 'memset_s', or the crypto library's own ('mbedtls_platform_zeroize').",
    kept: "'{name}' holds a secret and is given back without being wiped: the next function with a large local, a core dump or a debugger reads it. Wipe it before, on every way out.",
  },
  docs: {
    title: "Secret that is left in memory",
    what: "Reports `memset` as the last use of a local array whose name says that it holds a key, password or token; and in the strict preset such arrays that are not wiped at all, and blocks that are freed without being wiped.",
    why: "Memory is given to the next function as it is. A key that stays on the stack of a device that is sold, repaired or dumped after a crash opens all devices that share it.",
    whatToDo: "Wipe with a function that the compiler must not remove, before each `return` and before `free`.",
    whenToDeviate: "When the name promises more than the content is: public keys, identifiers of keys.",
    limits: ["Which variables hold secrets is told by their names.", "Copies that the compiler keeps in registers can't be wiped."],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n\nint Key_Load(unsigned char *place, int size);\nint Session_Open(const unsigned char *key);\n\nint Session_Start(void)\n{\n    unsigned char session_key[32];\n    int result = -1;\n    if (Key_Load(session_key, sizeof session_key) == 0) {\n        result = Session_Open(session_key);\n    }\n    memset(session_key, 0, sizeof session_key);\n    return result;\n}\n",
        good: "#include <string.h>\n\nint Key_Load(unsigned char *place, int size);\nint Session_Open(const unsigned char *key);\n\nint Session_Start(void)\n{\n    unsigned char session_key[32];\n    int result = -1;\n    if (Key_Load(session_key, sizeof session_key) == 0) {\n        result = Session_Open(session_key);\n    }\n    explicit_bzero(session_key, sizeof session_key);\n    return result;\n}\n",
      },
    ],
  },
  on: {
    function: {
      visit(context, fact, node) {
        if (isTestPath(context.file.document.path)) return;
        for (const each of node.descendants()) {
          if (each.kind === "declarator") checkLocal(context, node, each);
          else if (each.kind === "call" && /^(std::)?free$/.test(context.file.semantics.calleeName(each))) checkFree(context, node, each);
        }
      },
    },
  },
});

const WIPES =
  /zeroi[sz]e|explicit_bzero|memset_s|memzero|SecureZero|OPENSSL_cleanse|wipe|ForceZero|clear_?secret|burn|scrub|RtlSecure|explicit_memset/i;

function isSecret(name: string): boolean {
  const kind = credentialKind(name);
  return kind !== undefined && !/pub|public|id$|_id_|len|size|name|file|path|index|count|type|map|event|code|press|hash|usage/i.test(name);
}

function checkLocal(context: RuleContext<MessageId>, owner: SyntaxNode, declarator: SyntaxNode): void {
  const name = declaredName(declarator)?.text ?? "";
  const type = context.file.semantics.typeOf(declarator);
  if (name === "" || type.kind !== "array" || type.of.kind !== "integer" || type.of.bits !== 8 || !isSecret(name)) return;
  const statement = declarator.ancestor("declaration");
  // What lives longer, or never changes, is another matter.
  if (!statement || /\b(static|const|extern)\b/.test(statement.text.slice(0, declarator.start - statement.start))) return;
  const uses = [...owner.descendants()].filter((each) => each.kind === "identifier" && each.text === name && each.start > declarator.end);
  const last = uses.filter((use) => use.ancestor("sizeof") === undefined).at(-1);
  const call = last?.ancestor("call");
  const callee = call ? context.file.semantics.calleeName(call) : "";
  if (
    call &&
    last &&
    /^(std::)?(memset|bzero)$/.test(callee) &&
    bare(call.args[0] ?? call).text === name &&
    !call.ancestor("while", "for", "doWhile")
  ) {
    context.report("removed", call, { name });
    return;
  }
  if (uses.length === 0 || !isStrict(context)) return;
  const wiped = uses.some((use) => {
    const user = use.ancestor("call");
    return (
      user !== undefined &&
      (WIPES.test(context.file.semantics.calleeName(user)) || /memset|bzero/.test(context.file.semantics.calleeName(user)))
    );
  });
  if (!wiped) context.report("kept", declaredName(declarator) ?? declarator, { name });
}

function checkFree(context: RuleContext<MessageId>, owner: SyntaxNode, call: SyntaxNode): void {
  const [argument] = call.args;
  if (!argument || !isStrict(context)) return;
  const name = placeName(argument);
  if (!isSecret(name)) return;
  const wiped = [...owner.descendants()].some(
    (each) =>
      each.kind === "call" &&
      each.start < call.start &&
      (WIPES.test(context.file.semantics.calleeName(each)) || /memset|bzero/.test(context.file.semantics.calleeName(each))) &&
      each.text.includes(name),
  );
  if (!wiped) context.report("kept", call, { name });
}

function isStrict(context: RuleContext): boolean {
  return context.project.config.presets.includes("strict");
}
