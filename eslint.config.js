import tseslint from "typescript-eslint";

// Who may import whom (docs/architecture.md). The compiler's project references enforce it too; this says it in words.
const FLOORS = {
  engine: [],
  rules: ["engine"],
  protocol: [],
  host: ["engine", "rules"],
  server: ["host", "engine", "rules", "protocol"],
  cli: ["host", "engine", "rules"],
  client: ["protocol"],
  "client/webview": ["protocol"],
};
const ALL = ["engine", "rules", "protocol", "host", "server", "cli", "client", "scripts", "test"];
const PURE = new Set(["engine", "rules", "protocol", "client/webview"]);

/** Imports that a floor must not have. */
function restrictions(floor) {
  const forbidden = ALL.filter((other) => other !== floor.split("/")[0] && !FLOORS[floor].includes(other));
  const patterns = forbidden.map((other) => ({
    regex: `^(\\.\\./)+${other}/`,
    message: `${floor}/ may not import ${other}/ (docs/architecture.md).`,
  }));
  if (PURE.has(floor))
    patterns.push({
      regex: "^node:|^(fs|path|os|child_process|worker_threads|crypto|http|https|net)$",
      message: `${floor}/ knows nothing of Node.js.`,
    });
  if (floor !== "client") patterns.push({ regex: "^vscode$", message: "Only client/ knows VS Code." });
  if (!["server", "client"].includes(floor))
    patterns.push({ regex: "^vscode-language(server|client)", message: "Only server/ and client/ know LSP." });
  return {
    files: [`${floor}/**/*.ts`],
    ignores: floor === "client" ? ["client/webview/**"] : [],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
}

export default tseslint.config(
  {
    ignores: [
      "out/",
      "dist/",
      "build/",
      "node_modules/",
      "samples/",
      "test/fixtures/",
      "test/syntaxes/cases/",
      "test/golden/",
      "**/.e2e/",
      "eslint.config.js",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/prefer-readonly": "error",
      // Chained tests of absent values read better than nested ones; the compiler already knows what can be absent.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      eqeqeq: "error",
    },
  },
  ...Object.keys(FLOORS).map(restrictions),
  {
    // Mocha's describe and it return nothing that matters; assertions narrow in ways the rule can't follow.
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
