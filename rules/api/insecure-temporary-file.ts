import { defineRule } from "../../engine/src/index.js";

export default defineRule({
  id: "api/insecure-temporary-file",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [377, 367],
    cert: ["FIO21-C", "CON33-C"],
    misra: ["C:2012 21.6"],
    fda: ["code-data-execution-integrity", "confidentiality"],
    iso27001: ["A.8.28"],
  },
  messages: {
    name: "'{callee}' only invents a name: between that and opening the file somebody else can put a file or link of that name there, and this program then writes into it. Use 'mkstemp', which creates and opens in one step.",
    shared:
      "'{callee}' creates its file where and with the rights that the system chooses. For data of patients or updates use 'mkstemp' in a folder that only this program can write.",
  },
  docs: {
    title: "Temporary file whose name can be taken by somebody else",
    what: "Reports `tmpnam`, `tempnam` and `mktemp`, and, as a hint, `tmpfile`.",
    why: "An update that is unpacked under a guessable name in a shared folder can be exchanged between the check of its signature and its installation.",
    whatToDo: "Use `mkstemp` or `mkdtemp` with a pattern in a folder of the program's own, and keep using the descriptor, not the name.",
    whenToDeviate: "When no other process can write to the folder, on a device with one program and one user. Say so.",
    limits: ["The name of the folder and the rights of the file are not looked at."],
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
      names: ["tmpnam", "std::tmpnam", "tmpnam_r", "tempnam", "mktemp", "_mktemp", "_tempnam", "tmpfile", "std::tmpfile"],
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        // The project's own function of that name does what the project says.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        if (callee.endsWith("tmpfile")) context.report("shared", call, { callee }, { severity: "hint" });
        else context.report("name", call, { callee });
      },
    },
  },
});
