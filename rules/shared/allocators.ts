/** Words for messages about memory, by the kind that the models of allocating functions name. */

/** How an allocation of a kind is released. */
const RELEASES: Readonly<Record<string, string>> = {
  malloc: "free",
  new: "delete",
  "new[]": "delete[]",
  file: "fclose",
  pipe: "pclose",
  directory: "closedir",
  descriptor: "close",
  pvPortMalloc: "vPortFree",
  mem_malloc: "mem_free",
  k: "k_free",
  lv: "lv_free",
  g: "g_free",
  openssl: "OPENSSL_free",
};

/** Kinds that are no memory: files and the like have rules of their own. `reopened`: a stream that is open anyway, such as `stdin`. */
const RESOURCES: Readonly<Record<string, string>> = {
  file: "file",
  reopened: "file",
  pipe: "pipe",
  directory: "directory",
  descriptor: "descriptor",
};

export function releaseOf(family: string): string {
  return RELEASES[family] ?? "the function that belongs to it";
}

/** True for memory, as opposed to files and other resources. */
export function isMemory(family: string): boolean {
  return family !== "stack" && RESOURCES[family] === undefined;
}

/** What a resource of this kind is called in a message; `undefined`: it is memory. */
export function resourceName(family: string): string | undefined {
  return RESOURCES[family];
}

/** `operator delete[]` as a person writes it. */
export function writtenRelease(callee: string): string {
  return callee.replace(/^operator /, "");
}
