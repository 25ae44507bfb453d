import type { MessageData } from "./rule.js";

/** Fills `{placeholders}`; an unknown one stays visible, so that a test sees it. */
export function formatMessage(template: string, data: MessageData): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in data ? String(data[name]) : whole));
}
