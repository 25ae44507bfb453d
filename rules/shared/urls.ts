// Addresses in string literals that mean a connection without encryption.

export interface CleartextUrl {
  readonly scheme: string;
  readonly host: string;
  /** The same protocol with encryption. */
  readonly secure: string;
}

const SECURE: Readonly<Record<string, string>> = {
  http: "https",
  mqtt: "mqtts",
  tcp: "ssl",
  ftp: "sftp",
  telnet: "ssh",
  ws: "wss",
  coap: "coaps",
  ldap: "ldaps",
  amqp: "amqps",
  rtsp: "rtsps",
  stomp: "stomps",
};

/** Hosts that name a vocabulary or a document, not a peer; and hosts that are this machine or nobody's. */
const NOT_A_PEER =
  /^(localhost|localhost\.localdomain|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|10\.0\.2\.2|(www\.)?example\.(com|org|net)|.*\.(example|test|invalid|localhost)|schemas?\..*|.*\.w3\.org|w3\.org|xmlns\..*|xml\..*|.*\.xmlsoap\.org|purl\.(org|oclc\.org|obolibrary\.org)|(.*\.)?hl7\.org|snomed\.info|(.*\.)?loinc\.org|unitsofmeasure\.org|(.*\.)?dicom\.nema\.org|terminology\..*|fhir\..*|json-schema\.org|ns\..*|(www\.)?topografix\.com|(www\.)?apache\.org|(www\.)?opensource\.org|(www\.)?gnu\.org|creativecommons\.org|(www\.)?iana\.org|tools\.ietf\.org|schemas\.microsoft\.com|docs\.oasis-open\.org|(www\.)?omg\.org|(www\.)?openformats\.org|rdfs\.org|dublincore\.org)$/i;

/** Reads the beginning of a literal as an address without encryption; `undefined` for others and for names of namespaces. */
export function cleartextUrl(text: string): CleartextUrl | undefined {
  const match = /^(?<scheme>http|mqtt|tcp|ftp|telnet|ws|coap|ldap|amqp|rtsp|stomp):\/\/(?<rest>[^\s"'<>]*)/i.exec(text);
  const scheme = match?.groups?.["scheme"]?.toLowerCase();
  const rest = match?.groups?.["rest"];
  if (scheme === undefined || rest === undefined) return undefined;
  const authority = rest.split(/[/?#]/)[0] ?? "";
  const host = authority.replace(/^.*@/, "").replace(/:\d*$/, "");
  // The host is put in at run time: still without encryption, unless nothing at all is known.
  if (NOT_A_PEER.test(host)) return undefined;
  // Names of schemas and namespaces look like addresses but are never opened.
  if (/\.(xsd|dtd|rdf|owl|xslt?)([?#]|$)|\/(ns|xmlns|schemas?|namespace|fhir\/StructureDefinition|license)([/#.]|$)/i.test(rest))
    return undefined;
  return { scheme, host, secure: SECURE[scheme] ?? scheme };
}

/** Names of variables, members and functions that open a connection to the address given to them. */
export const CONNECTION_NAME =
  /url|uri|host|server|endpoint|broker|address|addr|base_?url|gateway|backend|api|connect|open|request|fetch|get|post|put|upload|download|curl|http|mqtt|coap|socket|client|update|send|publish|init|config|conf|set_?opt/i;
