import { defineRule, type FlowContext, type RuleContext, type SinkEvent, type SyntaxNode } from "../../engine/src/index.js";
import { credentialKind } from "../shared/credentials.js";
import { sinkArgument } from "../shared/c/outside.js";
import { bare, placeName, shownText, writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "received" | "stored" | "sent" | "kept" | "broker";

/** Position of what is sent. */
const SENDS: Readonly<Record<string, number>> = {
  send: 1,
  sendto: 1,
  lwip_send: 1,
  lwip_sendto: 1,
  netconn_write: 1,
  netconn_write_partly: 1,
};
/** Position of the stream, and from which on the texts stand. */
const WRITES: Readonly<Record<string, readonly [stream: number, texts: number]>> = { fprintf: [0, 2], fputs: [1, 0], fwrite: [3, 0] };

export default defineRule<MessageId>({
  id: "network/cleartext-credential",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [319, 256, 522, 523],
    cert: ["MSC18-C"],
    fda: ["authentication", "confidentiality", "cryptography"],
    iso27001: ["A.8.5", "A.8.24"],
  },
  messages: {
    received:
      "The password for '{callee}' comes over the network as it is: everybody on the way can read it and use it. Receive it over TLS, or let the peer prove that it knows it.",
    stored:
      "The password for '{callee}' stands in a file as it is: everybody who gets the file, a backup or the discarded device has it. Keep it in protected storage, or encrypted by a key that is.",
    sent: "'{callee}' sends '{name}' as it is: everybody on the way can read the {kind} and use it. Send it over TLS, or prove that you know it without sending it.",
    kept: "'{callee}' writes '{name}' into a file as it is: everybody who gets the file has the {kind}. Store a salted hash of it, or keep it in protected storage.",
    broker:
      "'{callee}' hands the broker a password, and nothing in this file sets up TLS for the connection: everybody on the way can read it. Call 'mosquitto_tls_set' before connecting.",
  },
  docs: {
    title: "Password or key sent or stored in clear",
    what: "Follows what functions that log somebody in are given, and reports passwords that were read from the network without TLS or from a file; reports passwords and keys, by their names, that are sent through a plain socket or written into a file; and MQTT connections with a password but without TLS.",
    why: "A password that crosses the hospital's network in clear is read once and used for years. One that stands in a file goes with every backup and every discarded device.",
    whatToDo: "Use TLS with verified certificates; store salted hashes of passwords, and keys in protected storage.",
    whenToDeviate: "When another layer encrypts the link or the file. Name that layer.",
    limits: [
      "What is sent or written is judged by its name; data that were changed by a function that is not known, such as a decryption, are taken to be protected.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <string.h>\n#include <sys/socket.h>\n\nlong Gateway_Login(int link, const char *password)\n{\n    return send(link, password, strlen(password), 0);\n}\n",
        good: "#include <string.h>\n#include <openssl/ssl.h>\n\nint Gateway_Login(SSL *link, const char *password)\n{\n    return SSL_write(link, password, (int)strlen(password));\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: [...Object.keys(SENDS), ...Object.keys(WRITES), "mosquitto_username_pw_set"],
      visit(context, call) {
        if (!isTestPath(context.file.document.path)) checkCall(context, call);
      },
    },
    flow: { sink: { kinds: ["password"], visit } },
  },
});

function visit(context: FlowContext<MessageId>, event: SinkEvent): void {
  const [source] = event.argument.taint;
  if (!source || isTestPath(context.file.document.path)) return;
  const { call, argument } = sinkArgument(context, event);
  const at = argument === call ? event.span : argument;
  const data = { callee: event.callee };
  // What comes through TLS was encrypted on the way.
  if (source.kind === "network" && !/ssl|tls/i.test(source.by)) context.report("received", at, data, { steps: event.steps });
  else if (source.kind === "file" && !isTyped(context, event)) context.report("stored", at, data, { steps: event.steps });
}

/** Read from the terminal: somebody typed it. */
function isTyped(context: FlowContext, event: SinkEvent): boolean {
  const [first] = event.steps;
  const text = first && context.project.text(first.location.file);
  return text === undefined || /\bstdin\b/.test(text.slice(first?.location.span.start, (first?.location.span.end ?? 0) + 80));
}

function checkCall(context: RuleContext<MessageId>, call: SyntaxNode): void {
  const callee = context.file.semantics.calleeName(call);
  if (callee === "mosquitto_username_pw_set") {
    const password = call.args[2];
    if (!password || /^(NULL|nullptr|0)$/.test(bare(password).text)) return;
    if (!/mosquitto_(tls_|int_option|string_option)/.test(context.file.tree.text)) context.report("broker", call, { callee });
    return;
  }
  const position = SENDS[callee];
  if (position !== undefined) {
    report(context, "sent", call, call.args[position]);
    return;
  }
  const [streamAt = 0, from = 0] = WRITES[callee] ?? [];
  // Somebody at the terminal asked to see it, or a rule about logs says it.
  if (/\b(stderr|stdout|log)/i.test(call.args[streamAt]?.text ?? "log")) return;
  for (const [index, argument] of call.args.entries())
    if (index >= from && index !== streamAt && report(context, "kept", call, argument)) return;
}

function report(context: RuleContext<MessageId>, id: "sent" | "kept", call: SyntaxNode, argument: SyntaxNode | undefined): boolean {
  const name = argument ? placeName(argument) : "";
  const kind = credentialKind(name);
  if (!argument || kind === undefined || /enc|cipher|hash|digest|mac\b|salt|pub|wrapped|sealed|id$/i.test(name)) return false;
  // A literal is a prompt.
  if (bare(argument).kind === "string") return false;
  context.report(id, call, { callee: writtenCallee(call), name: shownText(argument), kind });
  return true;
}
