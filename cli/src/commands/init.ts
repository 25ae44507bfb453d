import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { CONFIG_FILE, defaultRequirementSources, GlobSet, languageOfPath, printable, type FilePath } from "../../../engine/src/index.js";
import { listFiles, readInput } from "../../../host/src/index.js";
import { UsageError, type Command } from "../command.js";
import { exitCode } from "../exit-codes.js";
import type { BuildProject, ProjectReader } from "../init/build-project.js";
import { readCMake } from "../init/cmake.js";
import { readCubeIde } from "../init/cubeide.js";
import { readIar } from "../init/iar.js";
import { readKeil } from "../init/keil.js";
import { readPlatformIo } from "../init/platformio.js";
import { propose } from "../init/propose.js";
import type { Io } from "../io.js";

/** Project files are small; a larger one is something else. */
const LARGEST_PROJECT_FILE = 8_000_000;

const BASELINE_HINT =
  "Legacy code? 'vitalint check --baseline vitalint-baseline.json --write-baseline' freezes today's findings; only new ones fail then.\n";

export const init: Command = {
  name: "init",
  summary: "Looks at a project and proposes a vitalint.json: programs, defines, target, code of others.",
  positionals: "[FOLDER]",
  maxPositionals: 1,
  options: { write: { help: "write the proposed vitalint.json (never over an existing one)" } },
  details: ["Reads IAR (.ewp), Keil (.uvprojx), STM32CubeIDE (.cproject), CMake and PlatformIO projects. Nothing is executed."],
  run: async (args, io) => {
    const root = resolve(io.cwd, args.positionals[0] ?? ".");
    if (!existsSync(root)) throw new UsageError(`${args.positionals[0] ?? root}: it does not exist.`);
    const file = join(root, CONFIG_FILE);
    if (args.flag("write") && existsSync(file)) throw new UsageError(`${CONFIG_FILE} is already there; it is left as it is.`);
    const { paths } = await listFiles(
      root,
      (path) => languageOfPath(path) !== undefined || readerOf(path) !== undefined || DOCUMENTS.has(path),
    );
    const projects = await readProjects(root, paths, io);
    const proposal = propose(
      projects,
      paths.filter((path) => languageOfPath(path) !== undefined),
      paths.filter((path) => DOCUMENTS.has(path)),
    );
    for (const reason of proposal.reasons) io.err(`${printable(reason)}\n`);
    await io.out(proposal.text);
    if (args.flag("write") || (!existsSync(file) && (await confirmed(io, `Write this to ${CONFIG_FILE}? [y/N] `)))) {
      await writeFile(file, proposal.text, { flag: "wx" });
      io.err(`${CONFIG_FILE} written.\n`);
    }
    io.err(BASELINE_HINT);
    return exitCode("clean");
  },
};

const DEFAULTS = defaultRequirementSources();
const DOCUMENTS = new GlobSet([...DEFAULTS.requirements, ...DEFAULTS.risks, ...DEFAULTS.results]);

function readerOf(path: FilePath): ProjectReader | undefined {
  const name = basename(path).toLowerCase();
  if (name.endsWith(".ewp")) return readIar;
  if (name.endsWith(".uvprojx")) return readKeil;
  if (name === ".cproject") return readCubeIde;
  if (name === "cmakelists.txt") return readCMake;
  if (name === "platformio.ini") return readPlatformIo;
  return undefined;
}

async function readProjects(root: string, paths: readonly FilePath[], io: Io): Promise<BuildProject[]> {
  const projects: BuildProject[] = [];
  for (const path of paths) {
    const reader = readerOf(path);
    if (!reader) continue;
    const input = await readInput(root, path, { maxFileSize: LARGEST_PROJECT_FILE, encoding: "latin1" });
    const result = "unreadable" in input ? { problem: input.unreadable } : reader(path, input.text);
    if (!("problem" in result)) projects.push(result);
    else io.err(`vitalint: ${printable(path)}${"line" in result ? `:${String(result.line)}` : ""}: ${printable(result.problem)}\n`);
  }
  return projects;
}

async function confirmed(io: Io, question: string): Promise<boolean> {
  if (!io.interactive || !process.stdin.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await prompt.question(question)).trim());
  } finally {
    prompt.close();
  }
}
