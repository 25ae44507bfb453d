// What the build's own files say of macros and folders decides conditionals and finds headers.
import assert from "node:assert/strict";
import { createCFrontEnd, defaultConfig, type ProjectConfig } from "../../../engine/src/index.js";
import { Project } from "../../../engine/src/project/project.js";
import { cParsers } from "../../harness/parsers.js";

async function project(files: Readonly<Record<string, string>>, config: Partial<ProjectConfig> = {}): Promise<Project> {
  const made = new Project([createCFrontEnd(await cParsers())], { ...defaultConfig(), ...config });
  for (const [path, text] of Object.entries(files)) made.set({ path, text });
  return made;
}

function valueOf(made: Project, path: string): number | undefined {
  const file = made.parsed(path);
  const initializer = file?.facts.variables.find(({ name }) => name === "x")?.initializer;
  return file === undefined || initializer === undefined ? undefined : file.semantics.integerValue(file.tree.node(initializer));
}

const SOURCE = '#include "limits_of_pump.h"\n#if FAST\nint x = RATE;\n#else\nint x = SLOW;\n#endif\n';
const HEADERS = { "a/inc/limits_of_pump.h": "#define SLOW 1\n", "b/inc/limits_of_pump.h": "#define SLOW 2\n" };

function command(text: string, file = "src/main.c"): string {
  return JSON.stringify([{ directory: "/home/somebody/pump/build", command: text, file: `/home/somebody/pump/${file}` }]);
}

describe("the build's description", () => {
  it("compile_commands.json: macros and folders of a command line, with quotes", async () => {
    const commands = command(`arm-none-eabi-gcc -DFAST=1 "-DRATE=(3 + 4)" -I../a/inc -c ../src/main.c`);
    const made = await project({ "src/main.c": SOURCE, "build/compile_commands.json": commands, ...HEADERS });
    assert.equal(valueOf(made, "src/main.c"), 7);
  });

  it("compile_commands.json: lists of arguments, and folders by their whole path", async () => {
    const entry = { directory: "/p/build", arguments: ["cc", "-D", "FAST=0", "-isystem", "/p/b/inc"], file: "../src/main.c" };
    const made = await project({ "src/main.c": SOURCE, "compile_commands.json": JSON.stringify([entry]), ...HEADERS });
    assert.equal(valueOf(made, "src/main.c"), 2);
  });

  it("c_cpp_properties.json: what the editor's own extension was told", async () => {
    const properties = `{ // with comments
      "configurations": [{ "name": "x", "defines": ["FAST=0"], "includePath": ["\${workspaceFolder}/a/inc", "/usr/include"] }],
    }`;
    const made = await project({ "src/main.c": SOURCE, ".vscode/c_cpp_properties.json": properties, ...HEADERS });
    assert.equal(valueOf(made, "src/main.c"), 1);
  });

  it("vitalint.json goes first, and a changed description is read at once", async () => {
    const made = await project(
      { "src/main.c": SOURCE, "compile_commands.json": command("cc -DFAST=1 -DRATE=9 -I ../b/inc"), ...HEADERS },
      { defines: { FAST: "0" } },
    );
    assert.equal(valueOf(made, "src/main.c"), 2);
    made.configure(defaultConfig());
    assert.equal(valueOf(made, "src/main.c"), 9);
    made.set({ path: "compile_commands.json", text: command("cc -DFAST=0 -I ../a/inc") });
    assert.equal(valueOf(made, "src/main.c"), 1);
  });

  it("anything else in such a file does no harm", async () => {
    for (const text of ["", "{}", "[1, null, {}]", '[{"file": 3}]', "[[", '{"configurations": 3}', '{"configurations": [null]}']) {
      const made = await project({ "src/main.c": "int x = 3;", "compile_commands.json": text, ".vscode/c_cpp_properties.json": text });
      assert.equal(valueOf(made, "src/main.c"), 3);
    }
  });
});
