import type { ParsedFile } from "../languages/front-end.js";

/**
 * What other files can see of a file, as one comparable text: signatures, types, macros, global variables, includes. Places
 * and bodies don't count, so an edit inside a function leaves the key as it was.
 */
export function declarationKey({ facts }: ParsedFile): string {
  const parts: string[] = [];
  for (const fn of facts.functions) parts.push(`f${fn.linkage}${fn.body === undefined ? ";" : "{"}${fn.qualifiedName} ${fn.signature}`);
  for (const type of facts.types)
    parts.push(
      `t${type.kind} ${type.name} ${JSON.stringify(type.target ?? null)} ${type.members.map((m) => `${m.name}:${m.value ?? JSON.stringify(m.type)}`).join()}`,
    );
  for (const macro of facts.macros) parts.push(`m${macro.name}(${macro.parameters?.join() ?? ""}) ${macro.body}`);
  for (const { name } of facts.undefined ?? []) parts.push(`u${name}`);
  for (const variable of facts.variables) parts.push(`v${variable.linkage} ${variable.name} ${JSON.stringify(variable.type)}`);
  for (const include of facts.includes) parts.push(`i${include.form} ${include.target}`);
  return parts.join("\n");
}
