// The browser comes from the package registry too, with the system libraries that it needs.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { EDITOR_TESTS } from "./paths.mjs";

/** Loaded with the setting that makes the package unpack its own libraries; the setting and what it does stay out of our children. */
async function findBrowser() {
  if (process.env.E2E_CHROMIUM) return { executablePath: process.env.E2E_CHROMIUM, env: process.env };
  const before = { ...process.env };
  process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs20.x";
  const { default: bundled } = await import("@sparticuz/chromium");
  const executablePath = await bundled.executablePath();
  const env = { ...process.env };
  process.env = before;
  return { executablePath, env };
}

/** The browser brings one proportional font; code wants a fixed one, and a bare machine has none. */
function fontConfiguration(home, bundled) {
  const file = join(home, "fonts.conf");
  const folders = [bundled ?? "/usr/share/fonts", join(EDITOR_TESTS, "node_modules", "dejavu-fonts-ttf", "ttf")];
  const cache = join(home, "font-cache");
  writeFileSync(
    file,
    `<?xml version="1.0"?><fontconfig>${folders.map((folder) => `<dir>${folder}</dir>`).join("")}<cachedir>${cache}</cachedir></fontconfig>`,
  );
  return file;
}

/** A browser that reaches loopback and nothing else. */
export async function startBrowser(home) {
  const { executablePath, env } = await findBrowser();
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    env: { ...env, HOME: home, FONTCONFIG_FILE: fontConfiguration(home, env.FONTCONFIG_PATH) },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 } });
  return { browser, page: await context.newPage() };
}
