import { parseDefines, present, projectPath, type BuildProject, type ReadFailure } from "./build-project.js";
import { below, childrenOf, parseXml, type XmlElement } from "./xml.js";

/** STM32CubeIDE (and Eclipse CDT with the managed build), `.cproject`: source folders, symbols and include paths of the first configuration. */
export function readCubeIde(file: string, text: string): BuildProject | ReadFailure {
  const root = parseXml(text);
  if ("problem" in root) return root;
  const configurations = below(root, "cconfiguration");
  const [configuration] = configurations;
  if (root.name !== "cproject" || !configuration) return { problem: "it is not a project of STM32CubeIDE or Eclipse CDT", line: 1 };
  const values = (type: string): string[] =>
    present(
      optionsOf(configuration, type).flatMap((option) => childrenOf(option, "listOptionValue").map((value) => value.attributes["value"])),
    );
  const folders = below(configuration, "entry")
    .filter((entry) => entry.attributes["kind"] === "sourcePath")
    .map((entry) => projectPath(file, entry.attributes["name"] ?? ""));
  const name = below(configuration, "configuration")[0]?.attributes["name"];
  const project = below(root, "project")[0]?.attributes["id"]?.split(".")[0];
  return {
    file,
    system: "STM32CubeIDE",
    target: "gcc-arm",
    programs: [{ name: project ?? "application", sources: [], folders: present(folders) }],
    defines: parseDefines(values("definedSymbols")),
    includePaths: present(values("includePath").map((path) => projectPath(file, inProject(path)))),
    notes: configurations.length > 1 && name !== undefined ? [`symbols and include paths are those of the configuration '${name}'`] : [],
  };
}

function optionsOf(configuration: XmlElement, type: string): XmlElement[] {
  return below(configuration, "option").filter((option) => option.attributes["valueType"] === type);
}

/** `"${workspace_loc:/${ProjName}/Core/Inc}"`, or relative to the build folder, which lies one below the project: `../Core/Inc`. */
function inProject(written: string): string {
  const workspace = /\$\{workspace_loc:\/\$\{ProjName\}\/?([^}]*)\}/.exec(written)?.[1];
  return workspace ?? written.replace(/^"?\.\.[\\/]/, "").replace(/"$/, "");
}
