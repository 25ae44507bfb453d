/** The client's command that shows a rule's page; a client that runs our command links has it. */
export const EXPLAIN_RULE_COMMAND = "vitalint.explainRule";

/** A link for Markdown that runs a client's command. */
export function commandLink(command: string, ...args: readonly unknown[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
}
