import * as z from "zod";
import { CONFIG_SCHEMA, DISPOSITIONS_SCHEMA, type Rule } from "../../engine/src/index.js";

const SEVERITIES = ["error", "warning", "information", "hint", "off"];

/** JSON schema of `vitalint.json`: the engine's own schema, with the rules by name. */
export function configSchema(rules: readonly Rule[]): string {
  const schema = z.toJSONSchema(CONFIG_SCHEMA, { io: "input", target: "draft-7" }) as {
    properties?: Record<string, { properties?: Record<string, unknown>; additionalProperties?: unknown }>;
  };
  const section = schema.properties?.["rules"];
  if (section) {
    const byId = Object.fromEntries(
      rules.map((rule) => [rule.id, { description: `${rule.docs.title} (default: ${rule.severity}).`, enum: SEVERITIES }]),
    );
    section.properties = { ...section.properties, ...byId };
    section.additionalProperties = false;
  }
  return `${JSON.stringify({ title: "vitalint.json", ...schema }, null, 2)}\n`;
}

/** JSON schema of `vitalint.dispositions.json`. */
export function dispositionsSchema(): string {
  const schema = z.toJSONSchema(DISPOSITIONS_SCHEMA, { io: "input", target: "draft-7" });
  return `${JSON.stringify({ title: "vitalint.dispositions.json", ...schema }, null, 2)}\n`;
}
