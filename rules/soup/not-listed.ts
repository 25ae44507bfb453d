import { defineRule, SoupList, soupNamesOf, type FilePath, type ProjectView, type Span } from "../../engine/src/index.js";

export default defineRule({
  id: "soup/not-listed",
  languages: [],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: { cwe: [], clauses: ["5.3.3", "5.3.4", "7.1.2 c", "8.1.2"] },
  obligations: [
    {
      clause: "8.1.2",
      basis: "clause",
      classes: ["A", "B", "C"],
      gist: "Each SOUP item is identified: title, manufacturer, unique designator.",
    },
  ],
  messages: {
    missing:
      "'{name}'{version} is part of the program and not on the SOUP list. Add it with its version, manufacturer and what it is needed for, or remove it.",
    included:
      "This includes '{file}', which is SOUP (soup.files in vitalint.json), and the SOUP list has no entry for it ({names}). Add it with its version, manufacturer and what it is needed for.",
    noList:
      "This manifest names {count} run-time package(s) ({names}), and the project has no SOUP list. Keep one as CSV or Markdown with the columns name, version and manufacturer, and name it in 'soup.list' of vitalint.json.",
  },
  docs: {
    title: "SOUP that is not on the SOUP list",
    what: "Reports each package that a manifest asks for directly and that is part of the running program, when the project's SOUP list has no entry of its name. Read are `package.json`, `CMakeLists.txt` (FetchContent, ExternalProject, CPM), `conanfile.txt` and `.py`, `vcpkg.json`, `west.yml`, `platformio.ini` and `.gitmodules`. Also reported is an `#include` or `import` of a file that `soup.files` calls SOUP, when the list names neither one of its folders nor the file.",
    why: "IEC 62304 8.1.2 asks that each SOUP item is identified, 5.3.3 what it has to do, and 7.1.2 that its published anomalies are looked at. What is not on the list is looked at by nobody.",
    whatToDo:
      "Add a row to the SOUP list: name, version, manufacturer, requirements on it, known anomalies reviewed. The quick fix writes the row's beginning.",
    whenToDeviate: "For a package that only builds or tests need and that the manifest can't mark so, with that reason.",
    limits: [
      "Manifests are read, never executed: names and versions that variables or scripts compute are not seen.",
      "Packages that come with others (transitive ones) are not reported.",
      "An entry counts by its name, without case and punctuation: `Mbed TLS` is `mbedtls`. A column `package` may give the package's own name.",
      "Without a SOUP list each manifest is told once, as information, where the project has requirements.",
    ],
    examples: [],
    traceExamples: [
      {
        bad: '//- docs/soup.csv\nname,version,manufacturer\nmqtt,5.9.1,MQTT.js contributors\n//- package.json\n{ "dependencies": { "mqtt": "5.9.1", "ws": "8.18.0" } }\n',
        good: '//- docs/soup.csv\nname,version,manufacturer\nmqtt,5.9.1,MQTT.js contributors\nws,8.18.0,ws contributors\n//- package.json\n{ "dependencies": { "mqtt": "5.9.1", "ws": "8.18.0" } }\n',
      },
    ],
  },
  on: {
    trace: {
      visit(context) {
        const { graph } = context;
        const list = new SoupList(graph.ofKind("soup"));
        if (!list.isEmpty) {
          for (const soup of graph.packages) {
            if (list.entryOf(soup)) continue;
            const version = soup.version ?? soup.range;
            const data = { name: soup.name, version: version === undefined ? "" : ` ${version}` };
            context.report("missing", { file: soup.file, span: soup.span, symbol: soup.name }, data);
          }
          for (const { file, span, included } of unlistedIncludes(context.project, list)) {
            const names = soupNamesOf(included).slice(0, 2).join(" or ");
            context.report("included", { file, span, symbol: included }, { file: included, names });
          }
          return;
        }
        // Without requirements the project keeps no such records at all.
        if (!graph.hasDocuments) return;
        for (const file of new Set(graph.packages.map((soup) => soup.file))) {
          const packages = graph.packages.filter((soup) => soup.file === file);
          const [first] = packages;
          if (!first) continue;
          const names = packages.slice(0, 3).map(({ name }) => name);
          const data = { count: packages.length, names: names.join(", ") + (packages.length > 3 ? ", …" : "") };
          context.report("noList", { file, span: first.span, symbol: "" }, data, { severity: "information" });
        }
      },
    },
  },
});

interface SoupInclude {
  readonly file: FilePath;
  readonly span: Span;
  readonly included: FilePath;
}

/** Where the project's own code first includes a folder of SOUP that no entry of the list names. */
function unlistedIncludes(project: ProjectView, list: SoupList): readonly SoupInclude[] {
  if (project.config.soup.files.length === 0) return [];
  const found = new Map<string, SoupInclude>();
  for (const file of project.paths) {
    if (project.isSoup(file)) continue;
    for (const { target, span } of project.parsed(file)?.facts.includes ?? []) {
      const included = project.includedFile(file, target);
      if (included === undefined || !project.isSoup(included)) continue;
      const folder = included.slice(0, included.lastIndexOf("/") + 1) || included;
      if (found.has(folder) || soupNamesOf(included).some((name) => list.entryOf({ name }))) continue;
      found.set(folder, { file, span, included });
    }
  }
  return [...found.values()];
}
