// The rule packs: everything that the product checks. Nothing here knows files or editors.
export { RULES } from "./generated/index.js";
export { MODELS } from "./models/index.js";
