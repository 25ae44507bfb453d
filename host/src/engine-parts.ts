import { createCFrontEnd, createEcmascriptFrontEnd, type EngineParts } from "../../engine/src/index.js";
import { HEADERS, MODELS, RULES } from "../../rules/index.js";
import { loadParsers } from "./parsers.js";
import { typeScriptOf } from "./typescript.js";

/** Puts the engine's parts together for Node: parsers from the folder `assets`, all rules and models. */
export async function createEngineParts(assets: string, today: string): Promise<EngineParts> {
  const parsers = await loadParsers(assets);
  return {
    frontEnds: [createCFrontEnd(parsers, { headers: HEADERS }), createEcmascriptFrontEnd(typeScriptOf(assets))],
    rules: RULES,
    models: MODELS,
    today,
  };
}
