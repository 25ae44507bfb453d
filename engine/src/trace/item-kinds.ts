import { prefixOf } from "./ids.js";
import type { ItemKind, Realisation } from "./graph.js";

// Words by which teams name kinds of trace items, realisations of risk controls and severities: data, not code.

const KIND_WORDS: Readonly<Record<string, ItemKind>> = {
  "system requirement": "system-requirement",
  system: "system-requirement",
  "user need": "system-requirement",
  "software requirement": "software-requirement",
  software: "software-requirement",
  design: "design",
  "design element": "design",
  hazard: "hazard",
  "sequence of events": "sequence-of-events",
  sequence: "sequence-of-events",
  cause: "software-cause",
  "software cause": "software-cause",
  "hazardous situation": "hazardous-situation",
  situation: "hazardous-situation",
  harm: "harm",
  "risk control": "risk-control",
  "risk control measure": "risk-control",
  control: "risk-control",
  measure: "risk-control",
  mitigation: "risk-control",
  threat: "threat",
  anomaly: "anomaly",
  "change request": "change-request",
  soup: "soup",
  "test case": "test-case",
  "verification record": "verification-record",
};

/** Types of what documents hold beside items: chapters, notes. */
const INFORMATION =
  /^(?:(?:section |chapter )?heading|section|chapter|title|information|info|informative|comment|note|folder|package|diagram|definition|text|document|set)$/;

const RISK_PREFIXES: Readonly<Record<string, ItemKind>> = {
  H: "hazard",
  HZ: "hazard",
  HAZ: "hazard",
  HAZARD: "hazard",
  SOE: "sequence-of-events",
  SEQ: "sequence-of-events",
  C: "software-cause",
  CA: "software-cause",
  CAUSE: "software-cause",
  SC: "software-cause",
  SWC: "software-cause",
  HS: "hazardous-situation",
  SIT: "hazardous-situation",
  HARM: "harm",
  RC: "risk-control",
  RCM: "risk-control",
  RM: "risk-control",
  MIT: "risk-control",
  CTRL: "risk-control",
  T: "threat",
  TH: "threat",
  THR: "threat",
  THREAT: "threat",
};

const REALISATION_WORDS: readonly (readonly [RegExp, Realisation])[] = [
  [/\b(software|firmware|sw|fw)\b/i, "software"],
  [/\b(hardware|hw|mechanical|electrical|electronic)\b/i, "hardware"],
  [/\b(label|labelling|labeling|ifu|instructions?|manual|information for safety|training)\b/i, "labelling"],
  [/\b(process|manufacturing|production|procedure)\b/i, "process"],
];

/** Kind that an attribute or cell names (`risk control`, `Hazardous situation`); `undefined` when it names none of ours. */
export function kindOfWord(word: string): ItemKind | undefined {
  return KIND_WORDS[
    word
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, " ")
  ];
}

/** Kind that the name of a tool's type says: `Risk Control`, `Heading`, `System Requirement Type`. */
export function kindOfType(name: string): ItemKind | undefined {
  const word = name
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim()
    .replace(/ (?:type|object)$/, "");
  return kindOfWord(word) ?? (INFORMATION.test(word) ? "information" : undefined);
}

/** Kind of a risk item by the usual prefix of its id: `HZ-002` is a hazard, `RC-003` a risk control. */
export function riskKindOfId(id: string): ItemKind | undefined {
  const parts = prefixOf(id).split(/[-_]/);
  for (const part of parts.reverse()) {
    const kind = RISK_PREFIXES[part];
    if (kind) return kind;
  }
  return undefined;
}

/** True for ids that name system requirements by their prefix: `SYS-003`, `SYSRS-1`, `UN-2` (user need), `PUMP-SYS-3`. */
export function isSystemRequirementId(id: string): boolean {
  const prefix = prefixOf(id);
  if (/^(?:SYS|SYSREQ|SYSRS|SYRS|UN|URS|PRS)(?:[-_]|$)/.test(prefix)) return true;
  return /[-_](?:SYS|SYSREQ|SYSRS|SYRS|URS)$/.test(prefix) && !/(?:^|[-_])(?:SRS|SW|SWR|SWRS|SWREQ|FW)[-_]/.test(prefix);
}

/** Realisation of a risk control; the first of software, hardware, labelling, process that a text names. */
export function realisationOf(text: string): Realisation | undefined {
  return REALISATION_WORDS.find(([pattern]) => pattern.test(text))?.[1];
}
