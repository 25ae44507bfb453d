// Flow analysis of small sources, without rules: what happens, and where.
import {
  createCFrontEnd,
  createFlowAnalysis,
  joinModels,
  NEVER_CANCELLED,
  type FlowAnalysis,
  type FlowEvent,
} from "../../engine/src/index.js";
import { FunctionIndex } from "../../engine/src/project/function-index.js";
import { defaultConfig } from "../../engine/src/project/load-config.js";
import { Project } from "../../engine/src/project/project.js";
import { MODELS } from "../../rules/index.js";
import { cParsers } from "./parsers.js";

const PRELUDE =
  "typedef unsigned char uint8_t; typedef unsigned short uint16_t; typedef unsigned int uint32_t; typedef unsigned int size_t; int recv(int s, void *b, size_t n, int f); void *memcpy(void *d, const void *s, size_t n);\n";

export interface AnalysedSources {
  readonly project: Project;
  readonly index: FunctionIndex;
  readonly flow: FlowAnalysis;
}

/** Files by path. Each `.c` file gets the few declarations that the tests need. */
export async function analysed(files: Readonly<Record<string, string>>): Promise<AnalysedSources> {
  const project = new Project([createCFrontEnd(await cParsers())], defaultConfig());
  for (const [path, text] of Object.entries(files)) project.set({ path, text: PRELUDE + text });
  while (project.index(100, NEVER_CANCELLED) > 0);
  const index = new FunctionIndex(project);
  const flow = createFlowAnalysis({ lookup: index, models: joinModels(MODELS, "test") });
  flow.advance(project.paths, Infinity, NEVER_CANCELLED);
  return { project, index, flow };
}

/** Accesses outside an object, one line each: `memcpy writes out[16]: n 0..255 from network, may`. */
export function accesses({ project, index, flow }: AnalysedSources): readonly string[] {
  return project.paths.flatMap((path) =>
    index.functionsOf(path).flatMap((key) => (flow.resultOf(key, NEVER_CANCELLED)?.events ?? []).flatMap((event) => describe(key, event))),
  );
}

function describe(key: string, event: FlowEvent): readonly string[] {
  if (event.kind !== "access") return [];
  const { amount, object } = event;
  const range = amount ? ` ${amount.text} ${amount.range.low}..${amount.range.high}` : "";
  const taint = amount?.taint[0] ? ` from ${amount.taint[0].kind}` : "";
  const checked = amount?.compared ? " compared" : "";
  return [
    `${key.slice(key.indexOf("#") + 1)}: ${event.mode} ${object.name}[${object.size.high}]${range}${taint}${checked}, ${event.past ?? `before ${event.before ?? ""}`}`,
  ];
}
