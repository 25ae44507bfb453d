import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, enclosingNode, writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

/** Questions about a file by its name. */
const CHECKS = [
  "access",
  "_access",
  "_waccess",
  "euidaccess",
  "eaccess",
  "faccessat",
  "stat",
  "_stat",
  "_wstat",
  "stat64",
  "lstat",
  "PathFileExists",
  "PathFileExistsA",
  "PathFileExistsW",
  "GetFileAttributes",
  "GetFileAttributesA",
];

/** Uses that go by the name again. */
const USES = new Set([
  "open",
  "_open",
  "_wopen",
  "open64",
  "fopen",
  "_wfopen",
  "fopen64",
  "freopen",
  "creat",
  "chmod",
  "chown",
  "lchown",
  "truncate",
  "execl",
  "execv",
  "execve",
  "execlp",
  "execvp",
  "rename",
  "link",
  "CreateFile",
  "CreateFileA",
  "CreateFileW",
  "ifstream::open",
  "ofstream::open",
  "fstream::open",
]);

/** Questions about what was opened: whoever asks them notices the exchange. */
const AFTERWARDS = new Set(["fstat", "_fstat", "fstat64", "fstatat", "GetFileInformationByHandle"]);

export default defineRule({
  id: "concurrency/check-then-use",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [367, 362, 363],
    cert: ["FIO01-C", "FIO45-C", "POS35-C"],
    iec62304: ["event sequence"],
    fda: ["code-data-execution-integrity", "authorization"],
    iso27001: ["A.8.28"],
  },
  messages: {
    name: "'{check}' asks about the file that '{name}' names, and '{use}' goes by that name again: in between somebody can put another file or a link there. Open it first, and ask 'fstat' about what is open.",
  },
  docs: {
    title: "File checked by its name, then used by its name",
    what: "Reports `access`, `stat`, `lstat` and their like on a name that the same function opens, renames, runs or changes the rights of afterwards.",
    why: "Between the two calls a name can come to mean another file. An update service with root's rights that checks who owns an image and then opens it by name can be made to read another one: the check saw the good file, the flash gets the bad one.",
    whatToDo:
      "Open the file once (`O_NOFOLLOW`, `O_EXCL` where it has to be new), then ask `fstat` and change with `fchmod`, `fchown` on the descriptor; let `open` itself say whether a file is there or may be read.",
    whenToDeviate: "When nobody else can write to the folder. Say which folder, and who makes sure of it.",
    limits: [
      "Only checks and uses in one function and of one unchanged expression are seen.",
      "A function that asks `fstat` afterwards is taken to compare.",
      "Folders that are made when they are missing are not reported: making one that exists fails.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <fcntl.h>\n#include <sys/stat.h>\n\nint Update_Open(const char *image)\n{\n    struct stat about;\n    if (stat(image, &about) != 0 || about.st_uid != 0) {\n        return -1;\n    }\n    return open(image, O_RDONLY);\n}\n",
        good: "#include <fcntl.h>\n#include <sys/stat.h>\n#include <unistd.h>\n\nint Update_Open(const char *image)\n{\n    struct stat about;\n    int file = open(image, O_RDONLY | O_NOFOLLOW);\n    if (file >= 0 && (fstat(file, &about) != 0 || about.st_uid != 0)) {\n        close(file);\n        return -1;\n    }\n    return file;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: [...CHECKS, "fopen"],
      visit(context, call) {
        const check = context.file.semantics.calleeName(call);
        if (isTestPath(context.file.document.path) || context.project.resolveFunction(check, context.file.document.path)) return;
        const name = call.args[check === "faccessat" ? 1 : 0];
        // Opened for reading to see whether it is there, then made.
        if (check === "fopen" && !(name && isProbe(context, call))) return;
        const use = name && useOf(context, call, name);
        if (name && use) context.report("name", call, { check: writtenCallee(call), name: bare(name).text, use: writtenCallee(use) });
      },
    },
  },
});

/** The call that goes by the name after it was checked. */
function useOf(context: RuleContext, check: SyntaxNode, name: SyntaxNode): SyntaxNode | undefined {
  const owner = enclosingNode(context.file, check);
  const place = bare(name).text;
  if (!owner || place === "") return undefined;
  let use: SyntaxNode | undefined;
  for (const node of owner.descendants()) {
    if (node.start < check.end) continue;
    // Another name from here on.
    if (node.kind === "assignment" && use === undefined && node.child("left")?.text === place) return undefined;
    if (node.kind !== "call") continue;
    const callee = context.file.semantics.calleeName(node);
    if (AFTERWARDS.has(callee)) return undefined;
    const goesBy = USES.has(callee) || callee.endsWith(".open");
    if (use === undefined && goesBy && node.args.slice(0, 2).some((each) => bare(each).text === place)) use = node;
  }
  return use !== undefined && !isMadeWhenMissing(check, use) ? use : undefined;
}

/** `f = fopen(name, "r"); if (f != NULL) …` in front of `fopen(name, "w")`: whether the file is there decides whether it is made. */
function isProbe(context: RuleContext, call: SyntaxNode): boolean {
  const mode = (each: SyntaxNode): string => context.file.semantics.stringValue(each.args[1] ?? each) ?? "";
  const owner = mode(call).startsWith("r") ? enclosingNode(context.file, call) : undefined;
  const name = bare(call.args[0] ?? call).text;
  if (!owner) return false;
  const calls = [...owner.descendants()].filter((each) => each.kind === "call");
  const made = calls.find(
    (each) =>
      each.start > call.end &&
      context.file.semantics.calleeName(each) === "fopen" &&
      bare(each.args[0] ?? each).text === name &&
      /^w[^x]*$/.test(mode(each)),
  );
  // What was read in between is written back: the file is used, not asked about.
  return (
    made !== undefined &&
    !calls.some(
      (each) =>
        each.start > call.end &&
        each.end < made.start &&
        !/^(fclose|printf|fprintf|puts|perror)$/.test(context.file.semantics.calleeName(each)),
    )
  );
}

/** The use stands only where the check found nothing: `if (access(name) != 0) create(name)` fails harmlessly with `O_EXCL`. */
function isMadeWhenMissing(check: SyntaxNode, use: SyntaxNode): boolean {
  const statement = check.ancestor("if");
  const taken = statement?.child("consequence");
  return taken !== undefined && use.start >= taken.start && use.end <= taken.end && /O_EXCL|"[^"]*x[^"]*"/.test(use.text);
}
