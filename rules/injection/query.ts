import { defineRule } from "../../engine/src/index.js";
import { isChecked, sinkArgument, sourceName } from "../shared/c/outside.js";
import { shownText } from "../shared/expressions.js";

export default defineRule({
  id: "injection/query",
  languages: ["c", "cpp"],
  since: "0.1.0",
  preset: "recommended",
  severity: "warning",
  confidence: "high",
  fix: "none",
  standards: {
    cwe: [89, 90],
    cert: ["STR02-C"],
    misra: ["C:2012 D4.14"],
    fda: ["code-data-execution-integrity", "authorization"],
    iso27001: ["A.8.28"],
    owasp: ["A03:2021"],
  },
  messages: {
    sql: "'{callee}' runs '{query}' as SQL, part of which comes from {source}: a quote in it ends the value, and what follows reads, changes or deletes any record. Bind values as parameters ('?').",
    ldap: "'{callee}' searches by '{query}', part of which comes from {source}: a ')' or '*' in it changes the filter, so that any entry matches. Escape the value first (RFC 4515).",
  },
  docs: {
    title: "Database or directory query that outsiders can change",
    what: "Follows texts from the network, files, the environment and user input through copies, calls and files to the text of an SQL statement (SQLite, MySQL, PostgreSQL, ODBC) or an LDAP filter.",
    why: "A patient's name with a quote in it, scanned from a barcode, becomes SQL: it can erase the dose history or read other patients' records. A `*` as user name logs in as anybody.",
    whatToDo: "Prepare the statement with `?` and bind values; for LDAP escape `* ( ) \\ NUL` in every value.",
    whenToDeviate: "When the text was checked against a fixed list. Say where.",
    limits: [
      "A function on the way that searches the text for quotes or brackets, escapes it, or is named for validating, counts as a check, whatever it does with the answer.",
    ],
    examples: [
      {
        language: "c",
        bad: "#include <stdio.h>\n#include <sys/socket.h>\n#include <sqlite3.h>\n\nint History_Erase(sqlite3 *store, int link)\n{\n    char name[32] = {0};\n    char statement[96];\n    if (recv(link, name, sizeof name - 1, 0) <= 0) {\n        return -1;\n    }\n    snprintf(statement, sizeof statement, \"DELETE FROM doses WHERE patient = '%s'\", name);\n    return sqlite3_exec(store, statement, NULL, NULL, NULL);\n}\n",
        good: '#include <sys/socket.h>\n#include <sqlite3.h>\n\nint History_Erase(sqlite3 *store, int link)\n{\n    char name[32] = {0};\n    sqlite3_stmt *statement;\n    if (recv(link, name, sizeof name - 1, 0) <= 0) {\n        return -1;\n    }\n    if (sqlite3_prepare_v2(store, "DELETE FROM doses WHERE patient = ?", -1, &statement, NULL) != SQLITE_OK) {\n        return -1;\n    }\n    sqlite3_bind_text(statement, 1, name, -1, SQLITE_TRANSIENT);\n    return sqlite3_step(statement);\n}\n',
      },
    ],
  },
  on: {
    flow: {
      sink: {
        kinds: ["sql", "ldap"],
        visit(context, event) {
          if (event.origin !== "outside") return;
          if (isChecked(context, event, ["regexec", "isalnum", "isdigit", "isalpha"], /['"()*\\;]/)) return;
          const { call, argument } = sinkArgument(context, event);
          const data = { callee: event.callee, query: shownText(argument), source: sourceName(event) };
          context.report(event.sink === "sql" ? "sql" : "ldap", argument === call ? event.span : argument, data, { steps: event.steps });
        },
      },
    },
  },
});
