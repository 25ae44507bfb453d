import { isCSource, parseDefines, present, projectPath, type BuildProject, type ReadFailure } from "./build-project.js";
import { at, below, childrenOf, parseXml } from "./xml.js";

/** Keil µVision, `.uvprojx`: a program for each target. */
export function readKeil(file: string, text: string): BuildProject | ReadFailure {
  const root = parseXml(text);
  if ("problem" in root) return root;
  const targets = childrenOf(at(root, "Targets"), "Target");
  if (root.name !== "Project" || targets.length === 0) return { problem: "it is not a project of Keil µVision", line: 1 };
  const controls = targets.map((target) => at(target, "TargetOption", "TargetArmAds", "Cads", "VariousControls"));
  const lists = (name: string, separator: RegExp): string[] =>
    controls.flatMap((control) =>
      (at(control, name)?.text ?? "")
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    );
  return {
    file,
    system: "Keil",
    target: "keil",
    programs: targets.map((target) => ({
      name: at(target, "TargetName")?.text ?? "program",
      sources: present(below(target, "FilePath").map((path) => projectPath(file, path.text))).filter(isCSource),
      folders: [],
    })),
    defines: parseDefines(lists("Define", /[,\s]+/)),
    includePaths: present(lists("IncludePath", /;/).map((path) => projectPath(file, path))),
    notes: targets.length > 1 ? ["defines and include paths of all targets were put together: look whether they fit each program"] : [],
  };
}
