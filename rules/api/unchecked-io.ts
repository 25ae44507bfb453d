import { defineRule } from "../../engine/src/index.js";
import { bare, isDiscarded, writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

/** What the caller does not learn, by function. */
const WRITES = "whether the text was written";
const READS = "how much was read, and the buffer may still hold what it held before";
const CHANGES = "whether the file was changed";
const LIBRARY: Readonly<Record<string, string>> = {
  puts: WRITES,
  fputs: WRITES,
  fputc: WRITES,
  putc: WRITES,
  putchar: WRITES,
  fputws: WRITES,
  fputwc: WRITES,
  putwc: WRITES,
  putwchar: WRITES,
  _putws: WRITES,
  fprintf: WRITES,
  fwprintf: WRITES,
  vfprintf: WRITES,
  fwrite: WRITES,
  fflush: WRITES,
  write: WRITES,
  f_write: WRITES,
  f_sync: WRITES,
  fread: READS,
  read: READS,
  f_read: READS,
  recv: READS,
  fgets: READS,
  fgetws: READS,
  scanf: READS,
  fscanf: READS,
  sscanf: READS,
  wscanf: READS,
  fwscanf: READS,
  swscanf: READS,
  fseek: "whether the position was reached",
  lseek: "whether the position was reached",
  remove: CHANGES,
  rename: CHANGES,
  unlink: CHANGES,
  _wremove: CHANGES,
  _wrename: CHANGES,
  _wunlink: CHANGES,
  ftruncate: CHANGES,
  chmod: CHANGES,
  mkdir: CHANGES,
};
/** Position of the stream, for functions that name one. */
const STREAM: Readonly<Record<string, number>> = {
  fputs: 1,
  fputc: 1,
  putc: 1,
  fprintf: 0,
  vfprintf: 0,
  fwprintf: 0,
  fwrite: 3,
  fflush: 0,
};

export default defineRule({
  id: "api/unchecked-io",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  standards: {
    cwe: [252],
    cert: ["ERR33-C", "EXP12-C", "FIO04-C"],
    misra: ["C:2012 17.7", "C:2012 D4.7"],
    iec62304: ["fault handling"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    ignored:
      "Nobody asks what '{callee}' returns, so nobody learns {unknown}: a full disk, a broken link or an end of file passes unnoticed. Check the result, or cast to 'void' and say why it does not matter.",
  },
  docs: {
    title: "Result of input or output ignored",
    what: "Reports calls of the standard library and of POSIX that read, write or change files and whose result is dropped.",
    why: "A log that stopped being written, or a record that was read only in part, is found when somebody needs it: after the incident.",
    whatToDo:
      "Compare the result with what the function promises, and handle the failure. Where it does not matter, write `(void)` in front.",
    whenToDeviate: "For output that only a developer reads.",
    limits: ["`printf`, and whatever goes to `stderr`, are not reported: there is nobody left to tell."],
    examples: [
      {
        language: "c",
        bad: "#include <stdio.h>\n\nvoid Log_Event(FILE *log, const char *event)\n{\n    fputs(event, log);\n}\n",
        good: "#include <stdio.h>\n\nint Log_Event(FILE *log, const char *event)\n{\n    if (fputs(event, log) == EOF) {\n        return -1;\n    }\n    return 0;\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(LIBRARY),
      visit(context, call) {
        // A cast to void is a decision that a reader can see.
        if (!isDiscarded(call) || isTestPath(context.file.document.path)) return;
        const callee = context.file.semantics.calleeName(call);
        const stream = call.args[STREAM[callee] ?? -1];
        if (stream && /^(stderr|std::cerr)$/.test(bare(stream).text)) return;
        if (stream && callee === "fflush" && bare(stream).text === "stdout") return;
        // A function of the project with the name of one of the library's promises something else.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        context.report(
          "ignored",
          call,
          { callee: writtenCallee(call), unknown: LIBRARY[callee] ?? WRITES },
          {
            fixes: [
              {
                title: "Say that the result does not matter",
                kind: "suggestion",
                edits: [{ span: { start: call.start, end: call.start }, newText: "(void)" }],
              },
            ],
          },
        );
      },
    },
  },
});
