import { defineRule } from "../../engine/src/index.js";
import { writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

interface Danger {
  readonly why: string;
  readonly instead: string;
  /** Wrong in every program; others depend on how they are used. */
  readonly always?: boolean;
}

const SHARED = "keeps its result in one place for all callers: a second thread or a nested call overwrites it";
const DANGERS: Readonly<Record<string, Danger>> = {
  alloca: {
    why: "takes memory from the stack and can't say that there is none: the program runs over whatever lies below",
    instead: "a buffer of fixed size",
    always: true,
  },
  vfork: {
    why: "lets the child run in the parent's memory: whatever it does before 'exec' changes the parent",
    instead: "'posix_spawn'",
    always: true,
  },
  getpw: { why: "writes a line of any length into the buffer", instead: "'getpwuid_r'", always: true },
  cuserid: { why: "writes a name of any length, and systems differ in whose", instead: "'getpwuid_r'", always: true },
  getwd: { why: "writes a path of any length into the buffer", instead: "'getcwd' with the size", always: true },
  streadd: { why: "expands a text into a buffer whose size it does not know", instead: "a loop with the size", always: true },
  strecpy: { why: "expands a text into a buffer whose size it does not know", instead: "a loop with the size", always: true },
  siglongjmp: { why: "leaves every function in between without cleaning up", instead: "error codes" },
  longjmp: { why: "leaves every function in between without cleaning up", instead: "error codes" },
  strtok: { why: `${SHARED}, and it changes the text that it reads`, instead: "'strtok_r'" },
  asctime: { why: `${SHARED}; a date out of range overruns it`, instead: "'strftime'" },
  ctime: { why: SHARED, instead: "'strftime'" },
  gmtime: { why: SHARED, instead: "'gmtime_r'" },
  localtime: { why: SHARED, instead: "'localtime_r'" },
  strerror: { why: SHARED, instead: "'strerror_r'" },
  gethostbyname: { why: SHARED, instead: "'getaddrinfo'" },
  getlogin: { why: SHARED, instead: "'getlogin_r'" },
  ttyname: { why: SHARED, instead: "'ttyname_r'" },
  inet_ntoa: { why: SHARED, instead: "'inet_ntop'" },
};

export default defineRule({
  id: "api/dangerous-function",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "strict",
  severity: "information",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [676, 663],
    cert: ["MSC24-C", "CON33-C", "MEM05-C"],
    misra: ["C:2012 21.4", "C:2012 21.10"],
    iec62304: ["data and control flow"],
  },
  messages: { dangerous: "'{callee}' {why}. Use {instead}." },
  docs: {
    title: "Function that is hard to use without danger",
    what: "Reports functions for which there is a better one: those that can't know the size of their destination or of the stack (warning), and those that keep their result in static memory or jump over other functions (information).",
    why: "They work in a test with one thread and short inputs, and fail where a second task formats a time stamp between two lines.",
    whatToDo: "Use the function that the message names.",
    whenToDeviate: "When the program has one thread and the result is used at once.",
    limits: ["Whether the program has more than one thread is not asked."],
    examples: [
      {
        language: "c",
        bad: '#include <string.h>\n\nchar *First_Word(char *line)\n{\n    return strtok(line, " ");\n}\n',
        good: '#include <string.h>\n\nchar *First_Word(char *line, char **rest)\n{\n    return strtok_r(line, " ", rest);\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(DANGERS),
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const danger = DANGERS[callee];
        if (!danger || isTestPath(context.file.document.path)) return;
        // The project's own function of that name may do better.
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        context.report(
          "dangerous",
          call,
          { callee: writtenCallee(call), why: danger.why, instead: danger.instead },
          danger.always === true ? { severity: "warning" } : {},
        );
      },
    },
  },
});
