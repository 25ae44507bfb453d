import type { VariableFact } from "../../project/facts.js";
import type { SyntaxTree } from "../../syntax/tree.js";
import type { Span } from "../../text/span.js";

/** Keywords and attributes of compilers for functions that the hardware calls: IAR, Keil (Arm and 8051), GCC, TI, Microchip. */
const MARK =
  /\b(?:__interrupt|__irq|__fiq|__fast_interrupt|INTERRUPT_HANDLER|ISR\s*\(|interrupt\s*\d|interrupt\s*\(|__interrupt\s*\()|__attribute(?:__)?\s*\(\([^)]*\b(?:__)?(?:interrupt|isr|signal)(?:__)?\b/;
/** A line before the function: IAR and TI name the vector there. */
const PRAGMA = /#\s*pragma\s+vector\s*=|#\s*pragma\s+(?:CODE_SECTION\s*\(.*)?interrupt\b/i;
const TABLE = /vector|\bintvec\b|\.isr_|\.intvec/i;

/** Whether a function's head, as written, says that the hardware calls it. */
export function isMarkedInterrupt(written: string, { start, end }: Span): boolean {
  // What a repair blanked may stand before the first word that was parsed.
  const line = written.lastIndexOf("\n", start - 1) + 1;
  if (MARK.test(written.slice(line, end))) return true;
  const before = written.lastIndexOf("\n", line - 2) + 1;
  return line > 0 && PRAGMA.test(written.slice(before, line));
}

/** Names in the tables of vectors that a file defines: arrays whose name or section says so. */
export function vectorsOf(tree: SyntaxTree, written: string, variables: readonly VariableFact[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { initializer, type, span, node } of variables) {
    if (initializer === undefined || type.kind !== "array") continue;
    if (!TABLE.test(written.slice(span.start, tree.start(initializer))) && !TABLE.test(tree.textOf(node).slice(0, 80))) continue;
    for (let id = initializer; id < tree.subtreeEnd(initializer); id++) if (tree.is(id, "identifier")) names.add(tree.textOf(id));
  }
  return names;
}
