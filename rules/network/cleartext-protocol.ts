import { defineRule, isCFamily, type RuleContext, type Span, type SyntaxNode } from "../../engine/src/index.js";
import { destinationOf } from "../shared/expressions.js";
import { isConnectedEs } from "../shared/es/connections.js";
import { ALL_LANGUAGES } from "../shared/es/languages.js";
import { isTestPath } from "../shared/names.js";
import { cleartextUrl, CONNECTION_NAME } from "../shared/urls.js";

export default defineRule({
  id: "network/cleartext-protocol",
  languages: ALL_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  standards: {
    cwe: [319],
    fda: ["confidentiality", "code-data-execution-integrity", "authentication"],
    iso27001: ["A.8.24"],
  },
  messages: {
    cleartext:
      "'{scheme}://{host}' is reached without encryption: everybody on the way can read and change what is exchanged. Use '{secure}' and verify the certificate.",
  },
  docs: {
    title: "Connection without encryption",
    what: "Reports addresses that begin with `http:`, `mqtt:`, `ftp:`, `telnet:`, `ws:`, `coap:` and the like, where they are handed to a function or stored in something named as an address.",
    why: "In a hospital network many share the wire. A changed drug library, a forged alarm acknowledgement or a list of patients needs no more than a laptop on the same switch.",
    whatToDo: "Use the protocol's form over TLS or DTLS (`https`, `mqtts`, `wss`, `coaps`) and verify the peer's certificate.",
    whenToDeviate: "When the link never leaves the device, or another layer encrypts it (a VPN inside the enclosure). Name that layer.",
    limits: [
      "Addresses of this machine, of documentation examples, and names of XML, FHIR or terminology namespaces are left alone.",
      "An address that is put together at run time from separate host and port is not seen.",
    ],
    examples: [
      {
        language: "c",
        bad: 'void Http_Post(const char *url, const char *body);\n\nvoid Telemetry_Send(const char *json)\n{\n    Http_Post("http://telemetry.hospital.org/pump", json);\n}\n',
        good: 'void Http_Post(const char *url, const char *body);\n\nvoid Telemetry_Send(const char *json)\n{\n    Http_Post("https://telemetry.hospital.org/pump", json);\n}\n',
      },
      {
        language: "typescript",
        bad: 'import mqtt from "mqtt";\n\nexport const client = mqtt.connect("mqtt://broker.hospital.org:1883");\n',
        good: 'import mqtt from "mqtt";\n\nexport const client = mqtt.connect("mqtts://broker.hospital.org:8883");\n',
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["string", "template"],
      visit(context, node) {
        // A part of a longer text is judged with the whole.
        if (node.parent?.is("string", "template", "include") === true) return;
        const text = textOf(context, node);
        // Cheap first: most literals are no address.
        if (text === undefined || !text.includes("://") || isTestPath(context.file.document.path)) return;
        if (isCFamily(context.file.language) ? isConnected(node) : isConnectedEs(context, node)) check(context, text, node);
      },
    },
    file: {
      visit(context) {
        if (!isCFamily(context.file.language) || isTestPath(context.file.document.path)) return;
        for (const macro of context.file.facts.macros) {
          const literal = /^\(?\s*"((?:[^"\\]|\\.)*)"\s*\)?$/.exec(macro.body.trim())?.[1];
          if (literal !== undefined && CONNECTION_NAME.test(macro.name)) check(context, literal, macro.span);
        }
      },
    },
  },
});

/** The literal's value, of a template its fixed beginning. */
function textOf(context: RuleContext, node: SyntaxNode): string | undefined {
  if (node.kind !== "template") return context.file.semantics.stringValue(node);
  const first = node.firstChild;
  return first?.kind === "string" ? first.text : undefined;
}

/** Handed to a function other than a printer, or stored under a name of an address. */
function isConnected(node: SyntaxNode): boolean {
  if (node.parent?.kind === "arguments") {
    const callee = node.parent.parent?.child("callee")?.text ?? "";
    // Printed, compared or searched for: nothing is connected.
    return CONNECTION_NAME.test(callee) && !/print|log|puts|cmp|str(str|chr)|write|trace|debug|assert|strn?cpy|find|starts/i.test(callee);
  }
  if (node.parent?.kind === "initializerPair") return CONNECTION_NAME.test(node.parent.child("key")?.text ?? "");
  const destination = destinationOf(node);
  return destination !== undefined && CONNECTION_NAME.test(destination.text);
}

function check(context: RuleContext<"cleartext">, text: string, at: SyntaxNode | Span): void {
  const url = cleartextUrl(text);
  if (!url) return;
  const written = context.file.tree.text.slice(at.start, at.end);
  const offset = written.toLowerCase().indexOf(`${url.scheme}://`);
  const start = at.start + offset;
  const fixes =
    offset < 0
      ? []
      : [
          {
            title: `Use '${url.secure}://'`,
            kind: "suggestion" as const,
            edits: [{ span: { start, end: start + url.scheme.length }, newText: url.secure }],
          },
        ];
  context.report("cleartext", at, { scheme: url.scheme, host: url.host || "…", secure: url.secure }, { fixes });
}
