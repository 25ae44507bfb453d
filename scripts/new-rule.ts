// Starts a rule: `npm run new-rule -- folder/name [c|cpp|typescript|javascript]`.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fixtureTemplate, ruleTemplate, type RuleLanguage } from "./generate/rule-template.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const EXTENSION: Readonly<Record<RuleLanguage, string>> = { c: "c", cpp: "cpp", typescript: "ts", javascript: "js" };

function main(id: string | undefined, language: string): number {
  if (id === undefined || !/^[a-z]+(-[a-z]+)*\/[a-z]+(-[a-z]+)*$/.test(id) || !isLanguage(language)) {
    console.error(
      "usage: npm run new-rule -- folder/name [c|cpp|typescript|javascript]\nA rule's name reads as “allow …”: memory/unbounded-copy.",
    );
    return 2;
  }
  const files = new Map([
    [`rules/${id}.ts`, ruleTemplate(id, language)],
    [`test/fixtures/rules/${id}/${id.slice(id.indexOf("/") + 1)}.${EXTENSION[language]}`, fixtureTemplate(id, language)],
  ]);
  const taken = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) {
    console.error(`There is ${taken.join(" and ")} already.`);
    return 2;
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  console.log(NEXT.replaceAll("ID", id));
  return 0;
}

function isLanguage(text: string): text is RuleLanguage {
  return text in EXTENSION;
}

const NEXT = `
Next:
1. In the rule's file: what is wrong, why it matters on a device, what to do. One guard clause with a reason for each case that is not reported.
2. In the fixture: functions named …_bad and …_ok, a comment CWE-n at the one that shows it, marks (// ^^^^ ID: part of the message) under what is reported.
3. npm run generate     the registry, the rule's page, the schema
4. npm run build && npx mocha -g ID
5. Run it over real code and read what it says: that teaches a rule most.`;

process.exitCode = main(process.argv[2], process.argv[3] ?? "c");
