import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { declaredName, enclosingNode, placeName, writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

type MessageId = "name" | "opened" | "guessable" | "shared";

const CREATORS: readonly string[] = ["fopen", "std::fopen", "fopen64", "open", "open64", "openat"];

export default defineRule<MessageId>({
  id: "api/insecure-temporary-file",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [377, 367, 379],
    cert: ["FIO21-C", "CON33-C"],
    misra: ["C:2012 21.6"],
    fda: ["code-data-execution-integrity", "confidentiality"],
    iso27001: ["A.8.28"],
  },
  messages: {
    name: "'{callee}' only invents a name: between that and opening the file somebody else can put a file or link of that name there, and this program then writes into it. Use 'mkstemp', which creates and opens in one step.",
    opened:
      "'{callee}' opens a file whose name '{maker}' only invented: if somebody else put a file or link of that name there meanwhile, this program writes into it. Add 'O_EXCL' (mode 'x'), or better use 'mkstemp', which creates and opens in one step.",
    guessable:
      "'{callee}' creates '{path}', whose name everybody knows, in a folder where everybody may create files: somebody else can put a link of that name there first, or read what is written. Use 'mkstemp' in a folder that only this program can write, or add 'O_EXCL' (mode 'x').",
    shared:
      "'{callee}' creates its file where and with the rights that the system chooses. For data of patients or updates use 'mkstemp' in a folder that only this program can write.",
  },
  docs: {
    title: "Temporary file whose name can be taken by somebody else",
    what: "Reports files that are opened by a name from `tmpnam`, `tempnam` or `mktemp` without `O_EXCL` (mode `x`), such names that go elsewhere, files of a fixed name that are created in `/tmp`, `/var/tmp` or `/dev/shm` without it, and, as a hint, `tmpfile`.",
    why: "An update that is unpacked under a guessable name in a shared folder can be exchanged between the check of its signature and its installation.",
    whatToDo: "Use `mkstemp` or `mkdtemp` with a pattern in a folder of the program's own, and keep using the descriptor, not the name.",
    whenToDeviate: "When no other process can write to the folder, on a device with one program and one user. Say so.",
    limits: [
      "Of folders only those are known that everybody may write on every system; the rights of the file are not looked at.",
      "A name that is put together is not read.",
    ],
    examples: [
      {
        language: "c",
        bad: '#include <stdio.h>\n\nFILE *Update_OpenScratch(void)\n{\n    char name[L_tmpnam];\n    tmpnam(name);\n    return fopen(name, "w+b");\n}\n',
        good: '#include <stdio.h>\n#include <stdlib.h>\n\nFILE *Update_OpenScratch(void)\n{\n    char name[] = "/var/lib/pump/update-XXXXXX";\n    int file = mkstemp(name);\n    return file < 0 ? NULL : fdopen(file, "w+b");\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: [
        "_wtempnam",
        "_wtmpnam",
        "_wmktemp",
        "tmpnam",
        "std::tmpnam",
        "tmpnam_r",
        "tempnam",
        "mktemp",
        "_mktemp",
        "_tempnam",
        "tmpfile",
        "std::tmpfile",
        ...CREATORS,
      ],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        if (CREATORS.includes(callee)) {
          checkFolder(context, call);
          return;
        }
        // The project's own function of that name does what the project says.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        if (callee.endsWith("tmpfile")) {
          context.report("shared", call, { callee }, { severity: "hint" });
          return;
        }
        const openings = openingsOf(context, call);
        if (openings.length === 0) context.report("name", call, { callee });
        // Whoever opens it exclusively notices that somebody else was there first.
        for (const opening of openings)
          if (!isExclusive(opening)) context.report("opened", opening, { callee: writtenCallee(opening), maker: callee });
      },
    },
  },
});

/** Creates a file of a fixed name where everybody may, and would follow a link of somebody else. */
function checkFolder(context: RuleContext<MessageId>, call: SyntaxNode): void {
  const [name, mode] = call.args;
  const path = name && /^"((?:\/var)?\/tmp\/[^"]+|\/dev\/shm\/[^"]+)"$/.exec(name.text)?.[1];
  if (path === undefined || mode === undefined || isExclusive(call) || isTestPath(context.file.document.path)) return;
  const creates = context.file.semantics.calleeName(call).endsWith("open") && mode.kind !== "string" ? /\bO_CREAT\b/ : /^"[wa]/;
  if (!creates.test(mode.text)) return;
  context.report("guessable", call, { callee: writtenCallee(call), path });
}

/** Calls in the same function that open a file by the name that was invented. */
function openingsOf(context: RuleContext, call: SyntaxNode): readonly SyntaxNode[] {
  const owner = enclosingNode(context.file, call);
  if (!owner) return [];
  const holder = call.parent?.is("cast", "parenthesized") === true ? call.parent.parent : call.parent;
  const result = holder?.kind === "assignment" ? holder.child("left") : holder?.child("declarator");
  const names = new Set(
    [result, ...call.args.slice(0, 1)].flatMap((node) => (node ? [placeName(node) || (declaredName(node)?.text ?? "")] : [])),
  );
  names.delete("");
  return [...owner.descendants()].filter((each) => {
    if (each.kind !== "call" || each.start < call.end || !OPENERS.test(context.file.semantics.calleeName(each))) return false;
    const [name] = each.args;
    return name !== undefined && names.has(placeName(name));
  });
}

/** `open` and its like; methods of streams end in it. */
const OPENERS = /^(_?w?(f?open(64)?|creat|freopen|_?sopen)|fopen_s)$|\bopen$/;

function isExclusive(opening: SyntaxNode): boolean {
  return opening.args.slice(1).some((argument) => /\bO_EXCL\b|\bO_TMPFILE\b|\bCREATE_NEW\b|^L?"[^"]*x/.test(argument.text));
}
