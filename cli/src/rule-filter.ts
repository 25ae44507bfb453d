import { RULES } from "../../rules/index.js";
import { suggest } from "./suggest.js";
import { UsageError } from "./command.js";

/** Which rules `--rules` names: ids, and groups as `memory/*`; everything without it. An id that no rule has is an error. */
export function ruleFilter(list: string | undefined): (rule: string) => boolean {
  if (list === undefined) return () => true;
  const wanted = list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  for (const part of wanted) if (!RULES.some((rule) => matches(part, rule.id))) throw new UsageError(unknownRule(part));
  return (rule) => wanted.some((part) => matches(part, rule));
}

export function unknownRule(id: string): string {
  const near = suggest(
    id,
    RULES.map((rule) => rule.id),
  );
  return `There is no rule '${id}'.${near === undefined ? " 'vitalint rules' lists them." : ` Did you mean '${near}'?`}`;
}

function matches(part: string, rule: string): boolean {
  return part.endsWith("/*") ? rule.startsWith(part.slice(0, -1)) : part === rule;
}
