import { defineRule } from "../../engine/src/index.js";
import { ES_LANGUAGES } from "../shared/es/languages.js";
import { isLogCall, LOG_METHODS, writtenNames } from "../shared/es/logs.js";
import { isTestPath } from "../shared/names.js";

export default defineRule({
  id: "privacy/sensitive-data-in-log",
  languages: ES_LANGUAGES,
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  standards: {
    cwe: [532, 359],
    owasp: ["A09:2021"],
    fda: ["confidentiality", "event-detection-logging"],
    iso27001: ["A.8.11", "A.8.15"],
  },
  messages: {
    patient:
      "'{callee}' writes '{names}' to the log: logs are kept long, copied to support and read by many, and this tells about a patient. Log an identifier that means nothing outside, or mask the value.",
    secret: "'{callee}' writes '{names}' to the log: whoever reads the log can use it. Leave it out, or log only that it is there.",
  },
  docs: {
    title: "Patient's data or a secret in a log",
    what: "Reports calls of `console` and of loggers whose arguments are, or hold, names that mean a patient's data (name, birth date, record number, diagnosis) or a secret (password, token, key, authorization).",
    why: "Logs leave the hospital: they are attached to support tickets, collected by servers and kept for years. A name with a birth date is health data under the GDPR and HIPAA; a token in a log is a key under the mat.",
    whatToDo:
      "Log the pump's or the case's own identifier, mask values before they reach the logger, and configure the logger's redaction for what slips through.",
    whenToDeviate: "When the value is neither: say what it really holds, or rename it.",
    limits: [
      "Decides by names: data under a neutral name are not seen.",
      "Whole objects are reported only when they are called `patient`; an object that holds a token among others is not seen.",
      "Functions are taken to mask what they are given, except those that only format.",
    ],
    examples: [
      {
        language: "typescript",
        bad: "export function admit(patient: { id: string; name: string }): void {\n  console.info(`admitted ${patient.name}`);\n}\n",
        good: "export function admit(patient: { id: string; name: string }): void {\n  console.info(`admitted ${patient.id}`);\n}\n",
      },
    ],
  },
  on: {
    call: {
      names: LOG_METHODS.map((method) => `.${method}`),
      visit(context, call) {
        if (isTestPath(context.file.document.path) || !isLogCall(context, call)) return;
        const found = call.args.flatMap((argument) => [...writtenNames(context, argument)]);
        const [first] = found;
        if (!first) return;
        const kind = found.some((name) => name.kind === "patient") ? "patient" : first.kind;
        const names = [...new Set(found.map(({ name }) => name))].slice(0, 3).join("', '");
        context.report(kind, call, { callee: context.file.semantics.calleeName(call), names });
      },
    },
  },
});
