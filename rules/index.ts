// The rule packs: everything that the product checks. Nothing here knows files or editors.
export { RULES } from "./generated/index.js";
export { HEADERS } from "./models/headers/index.js";
export { MODELS } from "./models/index.js";
