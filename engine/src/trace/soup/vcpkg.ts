import { findNodeAtLocation, type Node } from "jsonc-parser";
import { parseJson } from "../readers/json/json-document.js";
import { isNamed, type SoupManifest, type SoupPackage } from "./package.js";

/** `vcpkg.json`: its dependencies, with the versions that `overrides` pin. Host tools are left out. */
export const vcpkgManifest: SoupManifest = {
  name: "vcpkg.json",
  matches: (path) => isNamed(path, "vcpkg.json"),
  read(path, text) {
    const { root } = parseJson(text);
    if (!root) return [];
    const overrides = new Map(
      (findNodeAtLocation(root, ["overrides"])?.children ?? []).flatMap((node): [string, string][] => {
        const [name, version] = [valueAt(node, "name"), valueAt(node, "version") ?? valueAt(node, "version-string")];
        return name && version ? [[textOf(name), textOf(version)]] : [];
      }),
    );
    return (findNodeAtLocation(root, ["dependencies"])?.children ?? []).flatMap((node): SoupPackage[] => {
      const name = node.type === "string" ? node : valueAt(node, "name");
      if (!name || textOf(name) === "" || (node.type === "object" && findNodeAtLocation(node, ["host"])?.value === true)) return [];
      const pinned = overrides.get(textOf(name));
      const least = node.type === "object" ? valueAt(node, "version>=") : undefined;
      const said = pinned !== undefined ? { version: pinned } : least ? { range: `>=${textOf(least)}` } : {};
      return [{ name: textOf(name), ...said, file: path, span: { start: name.offset + 1, end: name.offset + name.length - 1 } }];
    });
  },
};

function valueAt(node: Node, key: string): Node | undefined {
  return node.type === "object" ? findNodeAtLocation(node, [key]) : undefined;
}

/** A string without the number of a port's version: `1.3.1#2`. */
function textOf(node: Node): string {
  return typeof node.value === "string" ? (node.value.split("#", 1)[0] ?? "") : "";
}
