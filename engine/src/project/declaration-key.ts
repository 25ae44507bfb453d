import type { ParsedFile } from "../languages/front-end.js";

/** Between two declarations, and between a declaration's name and what is said of it: in no source text. */
const NEXT = "\u0000";
const SAYS = "\u0001";

/**
 * What other files can see of a file, as one comparable text: signatures, types, macros, global variables, includes. Places
 * and bodies don't count, so an edit inside a function leaves the key as it was.
 */
export function declarationKey({ facts }: ParsedFile): string {
  const parts: string[] = [];
  const add = (kind: string, name: string, said: string): void => void parts.push(`${kind}${name}${SAYS}${said}`);
  for (const fn of facts.functions) add("f", fn.qualifiedName, `${fn.linkage}${fn.body === undefined ? ";" : "{"} ${fn.signature}`);
  for (const type of facts.types) {
    const members = type.members.map((m) => `${m.name}:${m.value ?? JSON.stringify(m.type)}`).join();
    add(type.kind === "enum" ? "e" : "t", type.name, `${type.kind} ${JSON.stringify(type.target ?? null)} ${members}`);
  }
  for (const macro of facts.macros) add("m", macro.name, `(${macro.parameters?.join() ?? ""}) ${macro.body}`);
  for (const { name } of facts.undefined ?? []) add("u", name, "");
  for (const variable of facts.variables) add("v", variable.name, `${variable.linkage} ${JSON.stringify(variable.type)}`);
  for (const include of facts.includes) add("i", "", `${include.form} ${include.target}`);
  return parts.join(NEXT);
}

/** More names are no better than all: asking for each costs more than doing the work again. */
const MAX_NAMES = 200;

/**
 * Names that may mean something else after a file's declarations changed: of declarations that differ, and of all that mention
 * one of those. `undefined`: any name may. Holds for C, where code sees nothing of a declaration but through a name.
 */
export function changedNames(before: string, after: string): ReadonlySet<string> | undefined {
  // What was known of a file from elsewhere says that something differs, but not what.
  if (!before.includes(SAYS)) return undefined;
  const old = byName(before);
  const now = byName(after);
  const open = new Map<string, readonly string[]>();
  let fresh: string[] = [];
  for (const [name, entries] of now) {
    if (old.get(name)?.join(NEXT) === entries.join(NEXT)) open.set(name, entries);
    else fresh.push(...namesIn(entries), ...namesIn(old.get(name) ?? []));
  }
  for (const [name, entries] of old) if (!now.has(name)) fresh.push(...namesIn(entries));
  const changed = new Set<string>();
  while (fresh.length > 0) {
    if (fresh.includes(INCLUDES) || changed.size + fresh.length > MAX_NAMES) return undefined;
    for (const name of fresh) changed.add(name);
    const mention = mentionOf(fresh);
    fresh = [];
    for (const [name, entries] of open) {
      if (!entries.some((entry) => mention.test(entry))) continue;
      open.delete(name);
      fresh.push(...namesIn(entries));
    }
  }
  return changed;
}

/** Matches a text that mentions one of some names. */
export function mentionOf(names: Iterable<string>): RegExp {
  const words = [...names].map((name) => name.replace(/[^\w]/g, "\\$&"));
  return words.length === 0 ? /(?!)/ : new RegExp(`(?<!\\w)(?:${words.join("|")})(?!\\w)`);
}

const INCLUDES = "";

function byName(key: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const entry of key === "" ? [] : key.split(NEXT)) {
    const name = entry.slice(1, entry.indexOf(SAYS));
    const entries = names.get(name);
    if (entries) entries.push(entry);
    else names.set(name, [entry]);
  }
  return names;
}

/** Names by which code reaches what some entries of one name declare. A nameless type is called after what it is the type of. */
function namesIn(entries: readonly string[]): string[] {
  return entries.flatMap((entry) => {
    const says = entry.indexOf(SAYS);
    const name = entry.slice(1, says);
    const words = name === INCLUDES ? [INCLUDES] : (name.match(/[\w$]+/g) ?? [name]);
    return entry.startsWith("e") ? [...words, ...(entry.slice(says).match(/[A-Za-z_$][\w$]*(?=:)/g) ?? [])] : words;
  });
}
