// Our own requests between the server and its clients. Types, method names and nothing else.
export * from "./check.js";
export * from "./deviation.js";
export * from "./findings.js";
export * from "./lsp.js";
export * from "./project.js";
export * from "./report.js";
export * from "./request.js";
export * from "./requirement-tree.js";
export * from "./reviews.js";
export * from "./rule-page.js";
export * from "./settings.js";
export * from "./status.js";
export * from "./trace-links.js";
