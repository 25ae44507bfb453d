import assert from "node:assert/strict";
import { readCMake } from "../../cli/src/init/cmake.js";
import { readCubeIde } from "../../cli/src/init/cubeide.js";
import { coveringGlobs } from "../../cli/src/init/globs.js";
import { readIar } from "../../cli/src/init/iar.js";
import { readKeil } from "../../cli/src/init/keil.js";
import { readPlatformIo } from "../../cli/src/init/platformio.js";
import { vendorGlobs } from "../../cli/src/init/vendor.js";
import { loadConfig } from "../../engine/src/index.js";
import { assertGolden, CliProject } from "../harness/cli.js";

const IAR = `<?xml version="1.0" encoding="UTF-8"?>
<project>
  <fileVersion>3</fileVersion>
  <configuration>
    <name>Debug</name>
    <settings>
      <name>ICCARM</name>
      <data>
        <option><name>CCDefines</name><state>STM32L476xx</state><state>PUMP_REV=4</state></option>
        <option><name>CCIncludePath2</name><state>$PROJ_DIR$\\..\\inc</state><state>$TOOLKIT_DIR$\\inc</state></option>
      </data>
    </settings>
  </configuration>
  <group>
    <name>Application</name>
    <file><name>$PROJ_DIR$\\..\\src\\main.c</name></file>
    <file><name>$PROJ_DIR$\\..\\src\\flow.c</name></file>
    <file><name>$PROJ_DIR$\\..\\src\\demo.c</name><excluded><configuration>Debug</configuration></excluded></file>
    <file><name>$PROJ_DIR$\\..\\..\\outside.c</name></file>
  </group>
</project>
`;

const KEIL = `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<Project>
  <Targets>
    <Target>
      <TargetName>Pump &amp; Bolus</TargetName>
      <TargetOption><TargetArmAds><Cads><VariousControls>
        <Define>USE_HAL, MODE=2</Define>
        <IncludePath>..\\inc;.\\drivers</IncludePath>
      </VariousControls></Cads></TargetArmAds></TargetOption>
      <Groups><Group><GroupName>src</GroupName><Files>
        <File><FileName>main.c</FileName><FileType>1</FileType><FilePath>..\\src\\main.c</FilePath></File>
        <File><FileName>start.s</FileName><FileType>2</FileType><FilePath>..\\src\\start.s</FilePath></File>
      </Files></Group></Groups>
    </Target>
  </Targets>
</Project>
`;

const CUBE = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?fileVersion 4.0.0?>
<cproject storage_type_id="org.eclipse.cdt.core.XmlProjectDescriptionStorage">
  <storageModule moduleId="org.eclipse.cdt.core.settings">
    <cconfiguration id="debug">
      <storageModule moduleId="cdtBuildSystem">
        <configuration name="Debug">
          <option valueType="definedSymbols"><listOptionValue builtIn="false" value="USE_HAL_DRIVER"/><listOptionValue value="STM32F407xx"/></option>
          <option valueType="includePath"><listOptionValue value="../Core/Inc"/><listOptionValue value="&quot;\${workspace_loc:/\${ProjName}/Lib/inc}&quot;"/></option>
          <sourceEntries><entry flags="VALUE_WORKSPACE_PATH" kind="sourcePath" name="Core"/></sourceEntries>
        </configuration>
      </storageModule>
    </cconfiguration>
  </storageModule>
  <storageModule moduleId="cdtBuildSystem"><project id="pump.com.st.stm32cube.ide" name="Executable"/></storageModule>
</cproject>
`;

const CMAKE = `cmake_minimum_required(VERSION 3.20)
project(pump C) # the device
set(CMAKE_SYSTEM_NAME Generic)
set(FLOW_SOURCES src/flow.c "src/occlusion.c")
#[[ add_executable(old old.c) ]]
add_executable(\${PROJECT_NAME}.elf src/main.c \${FLOW_SOURCES})
add_executable(bootloader \${CMAKE_CURRENT_SOURCE_DIR}/boot/boot.c)
target_compile_definitions(\${PROJECT_NAME}.elf PRIVATE PUMP=1 DEBUG)
target_include_directories(\${PROJECT_NAME}.elf PUBLIC inc \${UNKNOWN}/inc)
`;

const PLATFORMIO = `; pump
[platformio]
src_dir = firmware
[env]
build_flags = -DCOMMON
[env:native]
platform = native
[env:pump]
platform = ststm32 ; L4
build_flags =
  -D PUMP_REV=4
  -Ilib/own/inc
`;

describe("project files of other tools", () => {
  it("IAR: sources of the first configuration, defines, include folders inside the project", () => {
    assert.deepEqual(readIar("ewarm/pump.ewp", IAR), {
      file: "ewarm/pump.ewp",
      system: "IAR",
      target: "iar",
      programs: [{ name: "pump", sources: ["src/main.c", "src/flow.c"], folders: [] }],
      defines: { STM32L476xx: "1", PUMP_REV: "4" },
      includePaths: ["inc"],
      notes: [],
    });
  });

  it("Keil: a program for each target", () => {
    assert.deepEqual(readKeil("mdk/pump.uvprojx", KEIL), {
      file: "mdk/pump.uvprojx",
      system: "Keil",
      target: "keil",
      programs: [{ name: "Pump & Bolus", sources: ["src/main.c"], folders: [] }],
      defines: { USE_HAL: "1", MODE: "2" },
      includePaths: ["inc", "mdk/drivers"],
      notes: [],
    });
  });

  it("STM32CubeIDE: source folders, symbols, include paths", () => {
    assert.deepEqual(readCubeIde(".cproject", CUBE), {
      file: ".cproject",
      system: "STM32CubeIDE",
      target: "gcc-arm",
      programs: [{ name: "pump", sources: [], folders: ["Core"] }],
      defines: { USE_HAL_DRIVER: "1", STM32F407xx: "1" },
      includePaths: ["Core/Inc", "Lib/inc"],
      notes: [],
    });
  });

  it("CMake: executables as far as they are written out", () => {
    assert.deepEqual(readCMake("CMakeLists.txt", CMAKE), {
      file: "CMakeLists.txt",
      system: "CMake",
      target: "gcc-arm",
      programs: [
        { name: "pump.elf", sources: ["src/main.c", "src/flow.c", "src/occlusion.c"], folders: [] },
        { name: "bootloader", sources: ["boot/boot.c"], folders: [] },
      ],
      defines: { PUMP: "1", DEBUG: "1" },
      includePaths: ["inc"],
      notes: [],
    });
  });

  it("CMake: variables that double themselves end", () => {
    const doubling = `project(x)\nset(A a.c)\n${"set(A ${A} ${A})\n".repeat(60)}add_executable(x \${A})\n`;
    const result = readCMake("CMakeLists.txt", doubling);
    assert.deepEqual("problem" in result ? result : result.programs, [{ name: "x", sources: ["a.c"], folders: [] }]);
  });

  it("PlatformIO: the device's environment", () => {
    assert.deepEqual(readPlatformIo("platformio.ini", PLATFORMIO), {
      file: "platformio.ini",
      system: "PlatformIO",
      target: "gcc-arm",
      programs: [{ name: "pump", sources: [], folders: ["firmware"] }],
      defines: { COMMON: "1", PUMP_REV: "4" },
      includePaths: ["include", "lib/own/inc"],
      notes: ["defines are those of the environment 'pump'"],
    });
  });

  it("broken, foreign and hostile ones give a located reason", () => {
    assert.deepEqual(readIar("a.ewp", "<project>\n<configuration>\n</project>"), {
      problem:
        "it is not well-formed XML: Expected closing tag 'configuration' (opened in line 2, col 1) instead of closing tag 'project'.",
      line: 3,
    });
    assert.deepEqual(readKeil("a.uvprojx", '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<Project/>'), {
      problem: "it declares a document type or entities, which are not read",
      line: 2,
    });
    assert.deepEqual(readCubeIde(".cproject", "<project/>"), { problem: "it is not a project of STM32CubeIDE or Eclipse CDT", line: 1 });
    assert.deepEqual(readPlatformIo("platformio.ini", "\u0000"), { problem: "it has no [env:…] section", line: 1 });
    assert.deepEqual(readCMake("CMakeLists.txt", "((((("), { problem: "it defines no project and no executable", line: 1 });
  });
});

describe("proposed globs", () => {
  it("are as short as they can be and hold nothing else", () => {
    const all = ["boot/boot.c", "boot/sub/x.c", "src/a.c", "src/b.c", "src/old/c.c", "main.c"];
    assert.deepEqual(coveringGlobs(new Set(["boot/boot.c", "boot/sub/x.c", "src/a.c", "src/b.c"]), all), ["boot/**", "src/*"]);
    assert.deepEqual(coveringGlobs(new Set(["src/a.c", "main.c"]), all), ["main.c", "src/a.c"]);
  });

  it("take the outermost vendor folder", () => {
    assert.deepEqual(vendorGlobs(["Drivers/CMSIS/core.h", "src/lib/own.c", "third_party/x/vendor/y.c", "library/z.c"]), [
      "Drivers/**",
      "src/lib/**",
      "third_party/**",
    ]);
  });
});

describe("vitalint init", function () {
  this.timeout(60_000);

  it("proposes a configuration that loads, and writes it when asked", async () => {
    const project = CliProject.make("");
    project.write("ewarm/pump.ewp", IAR);
    project.write("broken.uvprojx", "<Project>");
    for (const path of ["src/main.c", "src/flow.c", "src/demo.c", "Drivers/hal.c", "docs/requirements.md"]) project.write(path, "\n");
    const proposed = await project.run("init");
    assert.equal(proposed.code, 0);
    assert.ok(!project.has("vitalint.json"));
    assertGolden("init.json", proposed.stdout);
    assertGolden("init.txt", proposed.stderr);
    const loaded = loadConfig(proposed.stdout);
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.config.programs, [{ name: "pump", files: ["src/flow.c", "src/main.c"] }]);
    const written = await project.run("init", "--write");
    assert.equal(written.code, 0);
    assert.equal(project.read("vitalint.json"), proposed.stdout);
    assert.equal((await project.run("check")).code, 0);
    project.remove();
  });
});
