import { defineRule, type ParsedFile, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { signalHandlers } from "../shared/c/asynchronous.js";
import { writtenCallee } from "../shared/expressions.js";

/** Library functions that keep a state of their own, and so can't be entered again in the middle of themselves. */
const UNSAFE: ReadonlySet<string> = new Set([
  "malloc", "calloc", "realloc", "free", "printf", "fprintf", "sprintf", "snprintf", "vprintf", "vfprintf", "puts", "fputs", "putchar", "fputc", "putc",
  "fopen", "fclose", "fread", "fwrite", "fflush", "fgets", "getchar", "scanf", "fscanf", "exit", "longjmp", "siglongjmp", "syslog", "localtime",
  "gmtime", "ctime", "asctime", "strtok", "strerror", "system", "popen", "pthread_mutex_lock", "pthread_mutex_unlock", "pthread_cond_signal",
  "getenv", "setenv", "rand", "strdup", "wprintf", "fwprintf", "perror", "atexit", "new", "delete", "std::exit", "std::malloc", "std::free",
]); // prettier-ignore

export default defineRule({
  id: "concurrency/unsafe-signal-handler",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [479, 828],
    cert: ["SIG30-C", "SIG34-C"],
    misra: ["C:2012 21.5"],
    iec62304: ["event sequence"],
    fda: ["resiliency-recovery"],
  },
  messages: {
    unsafe:
      "'{callee}' must not be called in the signal handler '{handler}': when the signal comes while it runs, its lists are half changed and the program hangs or corrupts its heap. Set a 'volatile sig_atomic_t' flag and do the work in the main flow.",
  },
  docs: {
    title: "Signal handler calls a function that is not safe there",
    what: "Reports calls of functions that keep a state of their own (memory, streams, locks, `exit`) in functions that are registered as signal handlers, and in functions of the file that those call.",
    why: "A signal that arrives in the middle of `malloc` leads to a second `malloc` in a half-changed heap. It happens seldom, and then in the field.",
    whatToDo: "Set a flag of type `volatile sig_atomic_t`, or write one byte to a pipe, and do the work where the flow is your own.",
    whenToDeviate: "When the process ends right behind it and its data do not matter any more; use `_exit` then.",
    limits: ["Calls into other files are followed one level deep."],
    examples: [
      {
        language: "c",
        bad: '#include <signal.h>\n#include <stdio.h>\n\nstatic void on_stop(int number)\n{\n    printf("stopped by %d\\n", number);\n}\n\nvoid Stop_Prepare(void)\n{\n    signal(SIGINT, on_stop);\n}\n',
        good: "#include <signal.h>\n\nstatic volatile sig_atomic_t stopped;\n\nstatic void on_stop(int number)\n{\n    stopped = number;\n}\n\nvoid Stop_Prepare(void)\n{\n    signal(SIGINT, on_stop);\n}\n",
      },
    ],
  },
  on: {
    file: {
      visit(context) {
        const handlers = signalHandlers(context.file);
        for (const handler of handlers) check(context, handler, handler, new Set(), 3);
      },
    },
  },
});

function check(context: RuleContext<"unsafe">, handler: string, name: string, seen: Set<string>, depth: number): void {
  if (seen.has(name) || depth === 0) return;
  seen.add(name);
  const { file } = context;
  for (const call of callsOf(file, name)) {
    const callee = file.semantics.calleeName(call);
    if (UNSAFE.has(callee)) {
      // A branch that ends the process at once has nothing left to corrupt.
      context.report("unsafe", call, { callee: writtenCallee(call), handler });
    } else check(context, handler, callee, seen, depth - 1);
  }
}

function callsOf(file: ParsedFile, name: string): readonly SyntaxNode[] {
  return file.facts.calls.filter(({ caller }) => file.facts.functions[caller]?.name === name).map(({ node }) => file.tree.node(node));
}
