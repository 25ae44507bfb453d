import { parseDefines, present, projectPath, type BuildProject, type ReadFailure } from "./build-project.js";

/** Platforms that build for the machine itself; all others are embedded targets. */
const HOST_PLATFORMS = new Set(["native", "linux_x86_64", "linux_i686", "windows_x86"]);

type Section = Map<string, string>;

/** PlatformIO, `platformio.ini`: the environments share their sources in `src/`; flags give defines and include folders. */
export function readPlatformIo(file: string, text: string): BuildProject | ReadFailure {
  const sections = ini(text);
  const environments = [...sections.keys()].filter((name) => name.startsWith("env:"));
  if (environments.length === 0) return { problem: "it has no [env:…] section", line: 1 };
  const platformOf = (name: string): string => sections.get(name)?.get("platform") ?? sections.get("env")?.get("platform") ?? "";
  const device = environments.find((name) => !HOST_PLATFORMS.has(platformOf(name))) ?? environments[0] ?? "";
  const name = device.slice("env:".length);
  const common = sections.get("platformio");
  const flags = [sections.get("env")?.get("build_flags"), sections.get(device)?.get("build_flags")]
    .flatMap((value) => (value ?? "").split(/\s+(?=-)|\n/))
    .map((flag) => flag.trim());
  const includes = flags.filter((flag) => flag.startsWith("-I")).map((flag) => flag.slice(2).trim());
  return {
    file,
    system: "PlatformIO",
    target: HOST_PLATFORMS.has(platformOf(device)) ? "host" : "gcc-arm",
    programs: [{ name, sources: [], folders: present([projectPath(file, common?.get("src_dir") ?? "src")]) }],
    defines: parseDefines(flags.filter((flag) => flag.startsWith("-D"))),
    includePaths: present([common?.get("include_dir") ?? "include", ...includes].map((path) => projectPath(file, path))),
    notes: environments.length > 1 ? [`defines are those of the environment '${name}'`] : [],
  };
}

/** Sections of keys and values; a value goes on over indented lines. Comments start with `;` or `#`. */
function ini(text: string): Map<string, Section> {
  const sections = new Map<string, Section>();
  let section: Section = new Map();
  let key: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const plain = line.replace(/(?:^|\s)[;#].*$/, "");
    const header = /^\[([^\]]+)\]/.exec(plain)?.[1];
    const pair = /^([\w.-]+)\s*=\s*(.*)$/.exec(plain);
    if (header !== undefined) {
      section = new Map();
      sections.set(header.trim(), section);
      key = undefined;
    } else if (pair?.[1] !== undefined) {
      key = pair[1];
      section.set(key, pair[2] ?? "");
    } else if (key !== undefined && /^\s+\S/.test(plain)) section.set(key, `${section.get(key) ?? ""}\n${plain.trim()}`.trim());
  }
  return sections;
}
