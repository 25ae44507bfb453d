import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Folder that holds the product's programs and parsers: that of the bundled program itself. */
export function assetsFolder(): string {
  return dirname(realProgram());
}

/** The bundle is CommonJS and runs as the main program: its path is the first argument, with links resolved by Node. */
function realProgram(): string {
  return typeof __filename === "string" ? __filename : (process.argv[1] ?? "");
}

/** Version of the product, from its package. */
export function productVersion(): string {
  const text = readFileSync(join(assetsFolder(), "..", "package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version?: unknown };
  return typeof version === "string" ? version : "unknown";
}

/**
 * The date of a run. `SOURCE_DATE_EPOCH` (seconds since 1970, as reproducible builds set it) stands in for the clock, so that a
 * report can be made again byte for byte.
 */
export function runDate(env: NodeJS.ProcessEnv): string {
  const epoch = env["SOURCE_DATE_EPOCH"];
  const date = epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
