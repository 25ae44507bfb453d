import type { FrontEnd } from "../languages/front-end.js";
import type { FlowExchange } from "../flow/exchange.js";
import type { ModelFile } from "../flow/models.js";
import type { Rule } from "../rule/rule.js";
import type { ResultStore } from "./result-store.js";

/** What the engine is given: it knows no concrete rule, parser, clock or version of its own. */
export interface EngineParts {
  readonly frontEnds: readonly FrontEnd[];
  readonly rules: readonly Rule[];
  /** Library models that come with the product. */
  readonly models: readonly ModelFile[];
  /** Today's calendar date, ISO 8601: dispositions expire by it. */
  readonly today: string;
  /** Given to each of the workers that share one project's analysis. */
  readonly exchange?: FlowExchange;
  /** Where results of an earlier run are, and those of this one go. */
  readonly store?: ResultStore;
}
