import type { FilePath } from "../../../engine/src/index.js";

/** Folders that by habit hold other people's code, in lower case. */
const VENDOR_FOLDERS = new Set([
  "drivers", "middlewares", "third_party", "third-party", "thirdparty", "3rdparty", "vendor", "vendors", "external", "externals", "extern", "deps", "lib", "libs", "cmsis",
  "freertos", "mbedtls", "lwip", "fatfs", "tinyusb",
]); // prettier-ignore

/** The outermost vendor folders that hold sources, as globs. */
export function vendorGlobs(sources: readonly FilePath[]): string[] {
  const found = new Set<string>();
  for (const path of sources) {
    const folders = path.split("/").slice(0, -1);
    const index = folders.findIndex((folder) => VENDOR_FOLDERS.has(folder.toLowerCase()));
    if (index >= 0) found.add(`${folders.slice(0, index + 1).join("/")}/**`);
  }
  return [...found].sort();
}
