import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DEFAULT_SETTINGS, SETTINGS_SECTION } from "../../protocol/src/index.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

interface Setting {
  readonly default: unknown;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const text = readFileSync(`${ROOT}package.json`, "utf8");
const { contributes } = JSON.parse(text) as Manifest;
const settings = contributes.configuration.properties;

describe("the extension's manifest", () => {
  it("declares the settings that client and server know, with the same defaults", () => {
    const defaults: readonly [string, unknown][] = Object.entries(DEFAULT_SETTINGS);
    const known = defaults.map(([name, value]) => [`${SETTINGS_SECTION}.${name}`, value]);
    // The language client library reads this one itself.
    const ours = Object.entries(settings).filter(([name]) => name !== `${SETTINGS_SECTION}.trace.server`);
    assert.deepEqual(Object.fromEntries(ours.map(([name, setting]) => [name, setting.default])), Object.fromEntries(known));
  });

  it("explains every setting and every choice", () => {
    for (const [name, setting] of Object.entries(settings)) {
      assert.ok(setting.description, name);
      assert.equal(setting.enumDescriptions?.length, setting.enum?.length, name);
    }
  });

  it("lists all commands under one category", () => {
    for (const { command, category } of contributes.commands) {
      assert.equal(category, "Vitalint");
      assert.match(command, /^vitalint\.[a-zA-Z]+$/);
    }
  });

  it("names only files that are there", () => {
    const paths = [...text.matchAll(/"(?:\.\/)?((?:media|schemas|syntaxes)\/[^"]+)"/g)].map((match) => match[1] ?? "");
    assert.ok(paths.length > 8, "the pattern finds the paths");
    assert.deepEqual(
      paths.filter((path) => !existsSync(`${ROOT}${path}`)),
      [],
    );
  });

  it("packs by an allow-list", () => {
    const lines = readFileSync(`${ROOT}.vscodeignore`, "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.equal(lines[0], "**");
    assert.ok(lines.slice(1).every((line) => line.startsWith("!")));
    assert.ok(!lines.some((line) => line.includes("node_modules")));
  });
});
