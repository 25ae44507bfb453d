import type { Rule } from "../engine/src/index.js";

/** All rules, in order of their ids. */
export const RULES: readonly Rule[] = [];
