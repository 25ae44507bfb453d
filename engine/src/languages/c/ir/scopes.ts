import type { BlockIndex } from "../../../flow/ir.js";
import type { Context, Jump } from "./context.js";
import { destroy } from "./objects.js";

/** Jumps out of scopes: what dies in them dies first. */
export function leave(context: Context, jump: Jump | undefined): void {
  if (jump !== undefined) destroyObjects(context, jump.depth);
  jumpTo(context, jump?.target);
}

/** Runs the destructors of the variables in the scopes inside `depth`, last first. */
export function destroyObjects(context: Context, depth: number, spared?: number): void {
  if (context.builder.isTerminated()) return;
  for (const { variable, type } of context.dying(depth)) {
    if (variable !== spared) destroy(context, { kind: "variable", variable, type }, type);
  }
}

/** Ends a scope: destructors run, then its variables are gone. */
export function closeScope(context: Context): void {
  destroyObjects(context, context.depth - 1);
  context.closeScope();
}

/** Goes on at `target`; a jump that leads nowhere known is told as not understood. */
export function jumpTo(context: Context, target: BlockIndex | undefined): void {
  if (target !== undefined) return context.builder.jump(target);
  context.builder.notUnderstood("jump without a target");
}
