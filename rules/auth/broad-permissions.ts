import { defineRule, type RuleContext, type SyntaxNode } from "../../engine/src/index.js";
import { bare, shownText, writtenCallee } from "../shared/expressions.js";
import { isTestPath } from "../shared/names.js";

/** Position of the mode. */
const MODES: Readonly<Record<string, number>> = {
  chmod: 1, fchmod: 1, fchmodat: 2, open: 2, openat: 3, creat: 1, mkdir: 1, mkfifo: 1, mknod: 1, shm_open: 2, sem_open: 2, mq_open: 2, umask: 0,
}; // prettier-ignore
const FLAGS: Readonly<Record<string, number>> = {
  S_IRWXU: 0o700, S_IRUSR: 0o400, S_IWUSR: 0o200, S_IXUSR: 0o100, S_IRWXG: 0o70, S_IRGRP: 0o40, S_IWGRP: 0o20, S_IXGRP: 0o10,
  S_IRWXO: 0o7, S_IROTH: 0o4, S_IWOTH: 0o2, S_IXOTH: 0o1, ACCESSPERMS: 0o777, DEFFILEMODE: 0o666, ALLPERMS: 0o7777,
}; // prettier-ignore

export default defineRule({
  id: "auth/broad-permissions",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  standards: {
    cwe: [732, 276],
    cert: ["FIO06-C"],
    iec62304: ["data and control flow"],
    fda: ["authorization", "code-data-execution-integrity"],
    iso27001: ["A.8.3"],
  },
  messages: {
    writable:
      "'{callee}' lets every user and every program of the device write: settings, logs and calibration can be changed by whoever gets in anywhere. Give the owner what it needs ('{better}').",
    mask: "'umask({mask})' lets every file that is created from here on be writable for all. Use 'umask(077)' or 'umask(027)'.",
  },
  docs: {
    title: "File or object that everybody may write",
    what: "Reports modes that let others write (`0666`, `0777`, `S_IWOTH`) in `open`, `chmod`, `mkdir` and their like, and `umask(0)`.",
    why: "On a device with several services one of them is taken over first. What it can write decides whether the attack ends there: a writable calibration file changes the dose.",
    whatToDo: "Start with `0600`, and give rights to a group where another service needs them.",
    whenToDeviate: "For a directory with the sticky bit that is made to be shared.",
    limits: ["Modes that are computed at run time are not known."],
    examples: [
      {
        language: "c",
        bad: '#include <fcntl.h>\n\nint Calibration_Open(void)\n{\n    return open("/data/calibration", O_CREAT | O_RDWR, 0666);\n}\n',
        good: '#include <fcntl.h>\n\nint Calibration_Open(void)\n{\n    return open("/data/calibration", O_CREAT | O_RDWR, 0600);\n}\n',
      },
    ],
  },
  on: {
    call: {
      names: Object.keys(MODES),
      visit(context, call) {
        const callee = context.file.semantics.calleeName(call);
        const argument = call.args[MODES[callee] ?? -1];
        const mode = argument && modeOf(context, argument);
        if (!argument || mode === undefined || isTestPath(context.file.document.path)) return;
        if (context.project.resolveFunction(callee, context.file.document.path)) return;
        if (callee === "umask") {
          if ((mode & 0o2) === 0 && mode === 0 && !isRead(call)) context.report("mask", call, { mask: shownText(argument) });
          return;
        }
        // The sticky bit: everybody may add, nobody may take away what others added.
        if ((mode & 0o2) === 0 || (mode & 0o1000) !== 0) return;
        const better = `0${(mode & 0o700).toString(8)}`;
        const fixes =
          bare(argument).kind === "number"
            ? [{ title: `Use '${better}'`, kind: "suggestion" as const, edits: [{ span: argument.span, newText: better }] }]
            : [];
        context.report("writable", argument, { callee: writtenCallee(call), better }, { fixes });
      },
    },
  },
});

/** `mask = umask(0); umask(mask);` is how the mask is read. */
function isRead(call: SyntaxNode): boolean {
  return call.parent?.is("assignment", "declarator") === true;
}

function modeOf(context: RuleContext, node: SyntaxNode): number | undefined {
  const inner = bare(node);
  const flag = FLAGS[inner.text];
  if (flag !== undefined) return flag;
  if (inner.kind === "binary" && inner.operator === "|") {
    const left = inner.child("left");
    const right = inner.child("right");
    const a = left && modeOf(context, left);
    const b = right && modeOf(context, right);
    return a === undefined || b === undefined ? (a ?? b) : a | b;
  }
  return context.file.semantics.integerValue(inner);
}
