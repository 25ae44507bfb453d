import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];

/** Text that another program interprets: SQL (sqlite3.h, mysql.h, libpq-fe.h, sqlext.h) and LDAP filters (ldap.h, winldap.h). */
export const QUERIES: ModelFile = {
  library: "SQLite, MySQL, PostgreSQL, ODBC, LDAP",
  aliases: {
    sqlite3_prepare: "sqlite3_prepare_v2",
    sqlite3_prepare_v3: "sqlite3_prepare_v2",
    sqlite3_prepare16: "sqlite3_prepare_v2",
    sqlite3_prepare16_v2: "sqlite3_prepare_v2",
    mysql_send_query: "mysql_query",
    mysql_real_query: "mysql_query",
    mysql_stmt_prepare: "mysql_query",
    PQexecParams: "PQexec",
    PQsendQuery: "PQexec",
    SQLExecDirectA: "SQLExecDirect",
    SQLExecDirectW: "SQLExecDirect",
    SQLPrepare: "SQLExecDirect",
    ldap_search: "ldap_search_s",
    ldap_searchA: "ldap_search_s",
    ldap_search_sA: "ldap_search_s",
    ldap_search_sW: "ldap_search_s",
    ldap_search_st: "ldap_search_s",
    ldap_search_ext: "ldap_search_s",
    ldap_search_extA: "ldap_search_s",
    ldap_search_extW: "ldap_search_s",
    ldap_search_ext_s: "ldap_search_s",
    ldap_search_ext_sA: "ldap_search_s",
    ldap_search_ext_sW: "ldap_search_s",
  },
  functions: {
    sqlite3_open: { sinks: [{ arg: 0, kind: "path" }], mustCheck: true },
    sqlite3_exec: query(1, "sql"),
    sqlite3_get_table: query(1, "sql"),
    sqlite3_prepare_v2: query(1, "sql"),
    // Its %q and %Q escape; a %s does not.
    sqlite3_mprintf: { returns: { taintFrom: [0] } },
    sqlite3_column_text: { taint: { kind: "file", returns: true }, pure: true },
    sqlite3_column_bytes: { returns: { range: { low: 0 } }, pure: true },
    sqlite3_bind_text: { mustCheck: true, pure: true },
    sqlite3_step: { mustCheck: true, pure: true },
    sqlite3_finalize: { pure: true },
    sqlite3_close: { pure: true },
    mysql_query: query(1, "sql"),
    mysql_real_escape_string: { writes: [{ arg: 1, content: "unknown", string: "unknown" }], pure: true },
    PQexec: query(1, "sql"),
    PQescapeLiteral: { returns: { null: "maybe" }, pure: true },
    SQLExecDirect: query(1, "sql"),
    ldap_search_s: {
      sinks: [
        { arg: 1, kind: "ldap" },
        { arg: 3, kind: "ldap" },
      ],
      mustCheck: true,
    },
  },
};

function query(arg: number, kind: string): FunctionModel {
  return { sinks: [{ arg, kind }], mustCheck: true };
}
