import type { Type } from "../../project/types.js";
import { NO_NODE, type NodeId } from "../../syntax/tree.js";
import type { Candidate } from "./classes.js";
import { dereferenced } from "./expression-types.js";
import type { CSemantics } from "./semantics.js";

/** Functions outside of classes that a name can mean where `from` stands: those of the innermost scope that has any. */
export function functionsFor(file: CSemantics, name: string, from: NodeId): readonly Candidate[] {
  const bare = name.replace(/^::/, "");
  const used = file.usings.map((each) => (each.endsWith(`::${bare}`) ? each : `${each}::${bare}`));
  for (const qualified of [...(name === bare ? file.declaredTypes.qualifications(bare, from) : [bare]), ...used]) {
    const found = file.surroundings.functions(qualified).filter(({ fact }) => fact.qualifiedName === qualified);
    if (found.length === 0) continue;
    const isOverloaded = new Set(found.map(({ fact }) => fact.overload)).size > 1;
    return found.map(({ file: owner, fact }) => ({ file: owner, fact, name: isOverloaded ? (fact.overload ?? qualified) : qualified }));
  }
  return [];
}

/** How well an argument fits a parameter: less is better; `undefined`: not at all. */
function cost(argument: Type, declared: Type): number | undefined {
  const a = dereferenced(argument);
  const p = dereferenced(declared);
  if (a.kind === "unknown" || p.kind === "unknown") return 2;
  if (a.kind === "array") return p.kind === "pointer" || p.kind === "array" ? 0 : p.kind === "record" ? 3 : undefined;
  if (a.kind === p.kind) {
    if (a.kind === "integer" && p.kind === "integer") return a.bits === p.bits && a.signed === p.signed ? 0 : 1;
    if (a.kind === "record" && p.kind === "record") return a.name === p.name ? 0 : 2;
    if (a.kind === "pointer" && p.kind === "pointer") return a.to.kind === p.to.kind ? 0 : p.to.kind === "void" ? 1 : 2;
    return 0;
  }
  const number = (type: Type): boolean =>
    type.kind === "integer" || type.kind === "float" || type.kind === "boolean" || type.kind === "enum";
  if (number(a) && number(p)) return 1;
  // A constructor with one parameter converts.
  if (p.kind === "record") return 3;
  if (a.kind === "record") return 3;
  if (p.kind === "pointer" && a.kind === "integer") return 3;
  return undefined;
}

/** The overload that a call with such arguments means; `undefined`: none, or it can't be told. */
export function pickOverload<C extends Candidate>(candidates: readonly C[], args: readonly Type[]): C | undefined {
  const fitting = candidates.filter((each) => takes(each, args.length));
  const [only] = fitting;
  if (fitting.length <= 1) return only ?? (candidates.length === 1 ? candidates[0] : undefined);
  let best: C | undefined;
  let least = Infinity;
  let tied = false;
  for (const candidate of fitting) {
    const { parameters } = candidate.fact;
    let sum = 0;
    for (const [index, arg] of args.entries()) {
      const parameter = parameters[index];
      const step = parameter === undefined ? 0 : cost(arg, parameter.type);
      sum += step ?? Infinity;
    }
    if (sum < least) {
      best = candidate;
      least = sum;
      tied = false;
    } else if (sum === least && sum < Infinity && best !== undefined && !sameParameters(best, candidate)) tied = true;
    // A definition tells more than a prototype.
    else if (sum === least && best?.fact.body === undefined && candidate.fact.body !== undefined) best = candidate;
  }
  return tied ? undefined : best;
}

/** `const` and other methods with the same parameters do the same, as a rule. */
function sameParameters(a: Candidate, b: Candidate): boolean {
  const key = ({ fact }: Candidate): string => (fact.overload ?? "").replace(/const$/, "").replace(/^[^(]*/, "");
  return key(a) === key(b);
}

function takes({ file, fact }: Candidate, count: number): boolean {
  const { parameters } = fact;
  if (count > parameters.length) return fact.variadic;
  const { tree } = file;
  return parameters.slice(count).every((parameter) => tree.childByField(parameter.node, "value") !== NO_NODE);
}
