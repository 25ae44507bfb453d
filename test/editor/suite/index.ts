// The extension host requires this file and calls run().
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { HAS_HAND, hand } from "./hand.js";

interface Result {
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly ms?: number | undefined;
  readonly error?: string;
}

/** Runs every `*.test.cjs` beside this file; the results go to the file that the harness named. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 150_000, color: false });
  mocha.rootHooks({ afterEach: afterFailure });
  const only = process.env["VITALINT_GREP"];
  if (only !== undefined) mocha.grep(new RegExp(only));
  for (const name of readdirSync(__dirname).sort()) if (name.endsWith(".test.cjs")) mocha.addFile(join(__dirname, name));
  const tests: Result[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => tests.push({ title: test.fullTitle(), state: "passed", ms: test.duration }));
    runner.on("fail", (test, error: Error) =>
      tests.push({ title: test.fullTitle(), state: "failed", error: error.stack ?? error.message }),
    );
    runner.on("pending", (test) => tests.push({ title: test.fullTitle(), state: "skipped" }));
  });
  const file = process.env["VITALINT_RESULTS"];
  if (file !== undefined) writeFileSync(file, JSON.stringify({ tests }, null, 2));
  if (failures > 0) throw new Error(`${failures} test(s) failed`);
}

/** Keeps a picture of a failure, and closes what it left open, which would spoil the next test. */
async function afterFailure(this: Mocha.Context): Promise<void> {
  const test = this.currentTest;
  if (!HAS_HAND || test?.state !== "failed") return;
  await hand.picture(`failed ${test.title}`);
  await hand.press("Escape");
}
