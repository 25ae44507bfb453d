import assert from "node:assert/strict";
import notListed from "../../../rules/soup/not-listed.js";
import versionDiffers from "../../../rules/soup/version-differs.js";
import type { IdeContext } from "../../../engine/src/ide/context.js";
import { soupRow } from "../../../engine/src/ide/soup-row.js";
import { manifestOf } from "../../../engine/src/trace/soup/registry.js";
import { traceFindings, traceProject } from "../../harness/trace.js";

/** Packages of a manifest as `name version` or `name [range]`; asserts that each place holds the name. */
function packages(path: string, text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const found = manifestOf(path)?.read(path, text, (other) => others[other]) ?? [];
  for (const { name, span } of found) assert.equal(text.slice(span.start, span.end), name);
  return found.map(({ name, version, range }) => `${name} ${version ?? (range === undefined ? "" : `[${range}]`)}`.trim());
}

describe("SOUP manifests", () => {
  it("package.json: what runs, as the lock file resolves it", () => {
    const text = `{ "dependencies": { "mqtt": "^5.9.1", "own": "file:../own", "@abandonware/noble": "1.9.2-26", "ws": "~8.1" }, "devDependencies": { "mocha": "12.0.3" } }`;
    assert.deepEqual(packages("gateway/package.json", text), ["mqtt [^5.9.1]", "@abandonware/noble 1.9.2-26", "ws [~8.1]"]);
    const lock = `{ "packages": { "": {}, "node_modules/mqtt": { "version": "5.10.2" }, "node_modules/mqtt/node_modules/ws": { "version": "7.0.0" } } }`;
    assert.deepEqual(packages("gateway/package.json", text, { "gateway/package-lock.json": lock })[0], "mqtt 5.10.2");
    assert.deepEqual(
      packages("package.json", text, { "package-lock.json": `{ "dependencies": { "ws": { "version": "8.1.4" } } }` })[2],
      "ws 8.1.4",
    );
    assert.deepEqual(packages("package.json", '{ "dependencies": { "a": '), []);
    assert.deepEqual(packages("package.json", text, { "package-lock.json": "[nonsense" })[0], "mqtt [^5.9.1]");
  });

  it("CMakeLists.txt: FetchContent, ExternalProject and CPM", () => {
    const text = `# FetchContent_Declare(not GIT_TAG v1)
FetchContent_Declare(
  mbedtls
  GIT_REPOSITORY https://github.com/Mbed-TLS/mbedtls.git
  GIT_TAG v3.4.1 # the long-term branch
)
FetchContent_Declare(zlib URL https://zlib.net/zlib-1.3.1.tar.gz)
ExternalProject_Add(lwip GIT_TAG \${LWIP_TAG})
CPMAddPackage("gh:fmtlib/fmt#10.2.1")
CPMAddPackage(NAME json VERSION 3.11.3 GITHUB_REPOSITORY nlohmann/json)
FetchContent_Declare(\${NAME} GIT_TAG v1)
add_library(x x.c)
`;
    assert.deepEqual(packages("CMakeLists.txt", text), ["mbedtls v3.4.1", "zlib 1.3.1", "lwip", "fmt 10.2.1", "json 3.11.3"]);
  });

  it("conanfile.txt and conanfile.py", () => {
    assert.deepEqual(packages("conanfile.txt", "[requires]\nzlib/1.3.1\n# no/1\nfmt/[>=10 <11]@a/b\n[tool_requires]\ncmake/3.1\n"), [
      "zlib 1.3.1",
      "fmt [>=10 <11]",
    ]);
    const python = `class Pump(ConanFile):
    requires = "zlib/1.3.1", "lwip/2.2.0@user/stable"
    tool_requires = "cmake/3.1"
    def requirements(self):
        # self.requires("no/1.0")
        self.requires("fmt/10.2.1", force=True)
        self.test_requires("gtest/1.14.0")
`;
    assert.deepEqual(packages("conanfile.py", python).sort(), ["fmt 10.2.1", "lwip 2.2.0", "zlib 1.3.1"]);
  });

  it("vcpkg.json, west.yml, platformio.ini and .gitmodules", () => {
    assert.deepEqual(
      packages(
        "vcpkg.json",
        `{ "dependencies": ["zlib", { "name": "fmt", "version>=": "10.1.0#2" }, { "name": "tool", "host": true }], "overrides": [{ "name": "zlib", "version": "1.3.1#1" }] }`,
      ),
      ["zlib 1.3.1", "fmt [>=10.1.0]"],
    );
    assert.deepEqual(
      packages(
        "west.yml",
        "manifest:\n  defaults: { revision: main }\n  projects:\n    - name: zephyr\n      revision: v3.7.0\n    - name: other\n",
      ),
      ["zephyr v3.7.0", "other"],
    );
    assert.deepEqual(packages("west.yml", "manifest: *a"), []);
    assert.deepEqual(
      packages(
        "platformio.ini",
        "[env:a]\nplatform = atmelavr\nlib_deps =\n  knolleary/PubSubClient@^2.8\n  ; comment\n  https://github.com/a/b.git#v1.2\n  ArduinoJson @ 6.21.3\nbuild_flags = -Wall\n[env:b]\nlib_deps = ${env:a.lib_deps}\n",
      ),
      ["PubSubClient [^2.8]", "b v1.2", "ArduinoJson 6.21.3"],
    );
    assert.deepEqual(packages(".gitmodules", '[submodule "x"]\n\tpath = lib/lwip\n\turl = https://git.savannah.gnu.org/git/lwip.git\n'), [
      "lwip",
    ]);
  });

  it("throw on no prefix", () => {
    for (const [path, text] of [
      ["package.json", '{ "dependencies": { "a": "^1.0.0" } }'],
      ["vcpkg.json", '{ "dependencies": ["a", { "name": "b" }] }'],
      ["west.yml", "manifest:\n  projects:\n    - name: a\n      revision: *x\n"],
      ["conanfile.py", '  requires = ["a/1", "b/2"]\n'],
      ["platformio.ini", "lib_deps = a@1, b/c@2\n"],
      ["CMakeLists.txt", 'CPMAddPackage("gh:a/b@1")'],
    ] as const)
      for (let end = 0; end <= text.length; end++) manifestOf(path)?.read(path, text.slice(0, end), () => text);
  });
});

describe("soup rules", () => {
  const check = async (fixture: string) =>
    (await traceFindings(fixture, [notListed, versionDiffers])).map((finding) => finding.split(". ", 1)[0] ?? "");
  const list =
    "//- docs/soup.csv\nSOUP item,Version,Manufacturer\nMbed TLS,3.4.1,Arm\nlwIP (lwip),,Savannah\nNode.js,20.15.0,OpenJS\nmqtt,5.9.1,x\n";

  it("find what is not on the list, and other versions", async () => {
    assert.deepEqual(
      await check(
        `${list}//- CMakeLists.txt\nFetchContent_Declare(mbedtls GIT_TAG mbedtls-3.4.1)\nFetchContent_Declare(lwip GIT_TAG v2.2.0)\nFetchContent_Declare(zlib GIT_TAG v1.3)\n//- package.json\n{ "dependencies": { "mqtt": "5.10.0" } }\n`,
      ),
      [
        "CMakeLists.txt:2 information soup/version-differs The SOUP list names 'lwip' without a version: write which one is used (v2.2.0).",
        "CMakeLists.txt:3 warning soup/not-listed 'zlib' v1.3 is part of the program and not on the SOUP list",
        "package.json:1 warning soup/version-differs The program uses 'mqtt' 5.10.0, the SOUP list says 5.9.1",
      ].map((line) => line.replace(/\.$/, "").concat(line.endsWith(".") ? "." : "")),
    );
  });

  it("compare commits and ranges with nothing they can't be compared with", async () => {
    assert.deepEqual(
      await check(
        `${list}//- CMakeLists.txt\nFetchContent_Declare(mbedtls GIT_TAG 0123456789abcdef0123456789abcdef01234567)\n//- package.json\n{ "dependencies": { "mqtt": "^5.1.0" } }\n`,
      ),
      [],
    );
    assert.match((await check(`${list}//- package.json\n{ "dependencies": { "mqtt": "^6.0.0" } }\n`)).join(), /version-differs/);
  });

  it("say once that there is no list, where requirements are kept, and nothing elsewhere", async () => {
    const manifest = '//- package.json\n{ "dependencies": { "mqtt": "5.9.1", "ws": "1.0.0" } }\n';
    assert.deepEqual(await check(manifest), []);
    assert.match(
      (await check(`${manifest}//- docs/requirements.md\n### SRS-1 A\n`)).join(),
      /^package.json:1 information .*2 run-time package/,
    );
  });

  it("leave tests, excluded folders and SOUP alone", async () => {
    const other = (path: string) => `//- ${path}\n{ "dependencies": { "left-pad": "1.0.0" } }\n`;
    const config = '//- vitalint.json\n{ "exclude": ["tools/**"], "soup": { "list": ["docs/soup.csv"], "files": ["third_party/**"] } }\n';
    assert.deepEqual(
      await check(config + list + other("test/package.json") + other("tools/package.json") + other("third_party/a/package.json")),
      [],
    );
  });

  it("find headers of SOUP that the list does not name, once for each folder", async () => {
    const config = '//- vitalint.json\n{ "soup": { "list": ["docs/soup.csv"], "files": ["third_party/**"] } }\n';
    const code =
      '//- third_party/mbedtls/include/ssl.h\nint a;\n//- third_party/cjson/cJSON.h\nint b;\n//- third_party/cjson/other.h\nint c;\n//- src/a.c\n#include "../third_party/mbedtls/include/ssl.h"\n#include "../third_party/cjson/cJSON.h"\n#include "../third_party/cjson/other.h"\n#include <zlib.h>\n';
    const found = await check(config + list + code);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? "", /^src\/a\.c:2 warning soup\/not-listed This includes 'third_party\/cjson\/cJSON\.h'/);
    assert.deepEqual(await check(config + list.replace("\nmqtt", "\ncJSON,1.7.18,x\nmqtt") + code), []);
  });

  it("offer to add a row to the list", async () => {
    const added = async (fixture: string, path: string): Promise<string | undefined> => {
      const { project, graph } = await traceProject(fixture);
      const row = soupRow({ project, graph: () => graph, findings: () => [] } as unknown as IdeContext, "zlib");
      assert.equal(row?.path, path);
      const [edit] = row.edits;
      const text = project.text(path) ?? "";
      return edit && (text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end)).split("\n").slice(-3).join("/");
    };
    const manifest = "//- CMakeLists.txt\nFetchContent_Declare(zlib GIT_TAG v1.3)\n";
    assert.equal(await added(manifest + list, "docs/soup.csv"), "mqtt,5.9.1,x/zlib,v1.3,/");
    const table = "//- docs/soup.md\n| Id | Name | Version |\n|---|---|---|\n| SOUP-1 | lwIP | 2.2.0 |\n";
    assert.equal(await added(manifest + table, "docs/soup.md"), "| SOUP-1 | lwIP | 2.2.0 |/| SOUP-2 | zlib | v1.3 |/");
  });

  it("give the row of a list with ids the next one, so that it counts", async () => {
    const manifest = "//- CMakeLists.txt\nFetchContent_Declare(zlib GIT_TAG v1.3)\n";
    const before = "id,name,version\nSOUP-09,lwIP,2.2.0\n";
    const { project, graph } = await traceProject(`${manifest}//- docs/soup.csv\n${before}`);
    const row = soupRow({ project, graph: () => graph, findings: () => [] } as unknown as IdeContext, "zlib");
    const after = before + (row?.edits[0]?.newText ?? "");
    assert.equal(after, `${before}SOUP-10,zlib,v1.3\n`);
    assert.deepEqual(await check(`${manifest}//- docs/soup.csv\n${after}`), []);
  });

  it("read lists as Markdown tables", async () => {
    const { graph } = await traceProject(
      "//- docs/soup.md\n# SOUP\n\n| Name | Version | Requirements |\n|---|---|---|\n| lwIP | 2.2.0 | SRS-4 |\n",
    );
    assert.deepEqual(
      graph.items.map(({ id, kind, title, attributes }) => [id, kind, title, attributes["version"]]),
      [["soup:lwIP", "soup", "lwIP", "2.2.0"]],
    );
    assert.equal(graph.hasDocuments, false);
  });
});
