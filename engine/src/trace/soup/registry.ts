import type { FilePath } from "../../text/span.js";
import { cmakeManifest } from "./cmake.js";
import { conanManifest } from "./conan.js";
import { gitmodulesManifest } from "./gitmodules.js";
import { npmManifest } from "./npm.js";
import type { SoupManifest } from "./package.js";
import { platformioManifest } from "./platformio.js";
import { vcpkgManifest } from "./vcpkg.js";
import { westManifest } from "./west.js";

/** All manifests that are read. A further one is a file beside this one and a line here. */
const MANIFESTS: readonly SoupManifest[] = [
  npmManifest,
  cmakeManifest,
  conanManifest,
  vcpkgManifest,
  westManifest,
  platformioManifest,
  gitmodulesManifest,
];

/** The reader of a manifest; `undefined` for other files. */
export function manifestOf(path: FilePath): SoupManifest | undefined {
  return MANIFESTS.find((manifest) => manifest.matches(path));
}
