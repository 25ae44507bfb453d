import type { CSemantics } from "./semantics.js";

/** Answers in macros' expansions that one question may need: `A(x)` stands for two uses of `B(x)`, each of these for two of `C(x)`… */
const PER_QUESTION = 20_000;
/** The same for all questions about one version of a file. */
const PER_FILE = 2_000_000;

/**
 * Counts what questions about types and constants cost where nothing can be remembered: inside expansions of macros, whose parts mean
 * something else at each use. A question that costs too much has no answer, and the file says so.
 */
export class Questions {
  private open = 0;
  private left = PER_QUESTION;
  private asker: CSemantics | undefined;
  private readonly leftPerFile = new WeakMap<CSemantics, number>();
  private readonly limited = new WeakSet<CSemantics>();

  /** Begins a question, or a part of one; to be followed by {@link end}. */
  begin(file: CSemantics): void {
    if (this.open++ > 0) return;
    this.asker = file.root;
    this.left = PER_QUESTION;
  }

  end(): void {
    this.open--;
  }

  /** Counts work inside an expansion. False when there was too much of it: the answer is not known then. */
  spend(file: CSemantics, steps: number): boolean {
    const asker = (this.open > 0 ? this.asker : undefined) ?? file.root;
    const left = this.leftPerFile.get(asker) ?? PER_FILE;
    if (this.open > 0) this.left -= steps;
    if (left > 0) this.leftPerFile.set(asker, left - steps);
    if (left > 0 && (this.open === 0 || this.left > 0)) return true;
    this.limited.add(asker);
    return false;
  }

  /** Says that something about a file is not known because it was too large. */
  limit(file: CSemantics): void {
    this.limited.add(file.root);
  }

  /** True when questions about a file had to be left without an answer. */
  isLimited(file: CSemantics): boolean {
    return this.limited.has(file);
  }
}
