import { defineRule, type SyntaxNode } from "../../engine/src/index.js";
import { replace } from "../shared/edits.js";
import { ES_LANGUAGES } from "../shared/es/languages.js";
import { keyOf } from "../shared/es/values.js";
import { isTestPath } from "../shared/names.js";

/** Preferences, the value that opens a hole, and what the page gains by it. */
const UNSAFE: Readonly<Record<string, { readonly when: string; readonly gain: string }>> = {
  nodeIntegration: { when: "true", gain: "any script in the page can start programs and read files" },
  nodeIntegrationInWorker: { when: "true", gain: "any script in a worker can start programs and read files" },
  nodeIntegrationInSubFrames: { when: "true", gain: "any script in a frame can start programs and read files" },
  contextIsolation: { when: "false", gain: "scripts of the page can change the preload script's functions and reach its rights" },
  webSecurity: { when: "false", gain: "the page may read from every other origin" },
  sandbox: { when: "false", gain: "a page that breaks out of the renderer has the user's rights" },
  allowRunningInsecureContent: { when: "true", gain: "scripts are loaded over connections that anybody on the way can change" },
  enableRemoteModule: { when: "true", gain: "scripts of the page can call the main process" },
};

export default defineRule({
  id: "api/electron-web-preferences",
  languages: ES_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [1188, 693],
    fda: ["code-data-execution-integrity", "authorization"],
    iso27001: ["A.8.9"],
  },
  messages: {
    unsafe:
      "'{setting}' takes the window's protection away: {gain}. Use '{safe}' and pass what the page needs through a preload script with contextBridge.",
  },
  docs: {
    title: "Electron window with rights that a page must not have",
    what: "Reports `webPreferences` that switch a protection off: `nodeIntegration`, `contextIsolation`, `webSecurity`, `sandbox`, `allowRunningInsecureContent`, `enableRemoteModule`.",
    why: "With Node.js in the page, one text from the network that is shown unescaped runs programs on the workstation that programs pumps. The protections are Electron's defaults for this reason.",
    whatToDo:
      "Leave the defaults, and offer the few functions that the page needs from a preload script through `contextBridge.exposeInMainWorld`.",
    whenToDeviate: "When the window shows only pages of the package and never any text from outside. Say how that is ensured.",
    limits: ["Only settings that are written where the window is made, or in an object called `webPreferences`, are seen."],
    examples: [
      {
        language: "typescript",
        bad: 'import { BrowserWindow } from "electron";\n\nexport const open = () => new BrowserWindow({ webPreferences: { nodeIntegration: true } });\n',
        good: 'import { BrowserWindow } from "electron";\n\nexport const open = () => new BrowserWindow({ webPreferences: { preload: "/app/preload.js" } });\n',
      },
    ],
  },
  on: {
    nodes: {
      kinds: ["property"],
      visit(context, property) {
        const name = keyOf(property);
        const known = Object.hasOwn(UNSAFE, name) ? UNSAFE[name] : undefined;
        const value = property.child("value");
        if (!known || value?.text !== known.when || !isPreferences(property.parent) || isTestPath(context.file.document.path)) return;
        const safe = known.when === "true" ? "false" : "true";
        context.report(
          "unsafe",
          property,
          { setting: `${name}: ${known.when}`, gain: known.gain, safe: `${name}: ${safe}` },
          { fixes: [{ title: `Use '${name}: ${safe}'`, kind: "suggestion", edits: [replace(value, safe)] }] },
        );
      },
    },
  },
});

/** An object that is given as `webPreferences`. */
function isPreferences(object: SyntaxNode | undefined): boolean {
  const holder = object?.parent;
  const name = holder?.kind === "property" ? keyOf(holder) : (holder?.child("name") ?? holder?.child("left"))?.text;
  return /web_?preferences$/i.test(name ?? "");
}
