import { isCSource, parseDefines, present, projectPath, type BuildProject, type ReadFailure } from "./build-project.js";
import { at, below, childrenOf, parseXml, type XmlElement } from "./xml.js";

/** IAR Embedded Workbench, `.ewp`: the sources of a project and the defines and include folders of its first configuration. */
export function readIar(file: string, text: string): BuildProject | ReadFailure {
  const root = parseXml(text);
  if ("problem" in root) return root;
  const configurations = childrenOf(root, "configuration");
  const [configuration] = configurations;
  if (root.name !== "project" || !configuration) return { problem: "it is not a project of IAR Embedded Workbench", line: 1 };
  const name = at(configuration, "name")?.text ?? "";
  const compiler = childrenOf(configuration, "settings").find((settings) => (at(settings, "name")?.text ?? "").startsWith("ICC"));
  const option = (wanted: string): string[] =>
    compiler === undefined
      ? []
      : below(compiler, "option")
          .filter((element) => at(element, "name")?.text === wanted)
          .flatMap((element) => childrenOf(element, "state").map((state) => state.text))
          .filter((value) => value !== "");
  const files = below(root, "file").filter((element) => !isExcluded(element, name));
  return {
    file,
    system: "IAR",
    target: "iar",
    programs: [
      {
        name: (file.split("/").at(-1) ?? file).replace(/\.ewp$/i, ""),
        sources: present(files.map((element) => inProject(file, at(element, "name")?.text ?? ""))).filter(isCSource),
        folders: [],
      },
    ],
    defines: parseDefines(option("CCDefines")),
    includePaths: present(option("CCIncludePath2").map((path) => inProject(file, path))),
    notes: configurations.length > 1 ? [`defines and include paths are those of the configuration '${name}'`] : [],
  };
}

function inProject(file: string, written: string): string | undefined {
  return projectPath(file, written.replace(/^\$PROJ_DIR\$[\\/]?/, "./"));
}

function isExcluded(element: XmlElement, configuration: string): boolean {
  return childrenOf(at(element, "excluded"), "configuration").some((excluded) => excluded.text === configuration);
}
