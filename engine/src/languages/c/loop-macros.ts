// Macros of which only the name tells that they are the head of a loop: `LIST_FOR_EACH(item, list)`.

/** True for the name of a macro before a block that goes through something. */
export function isLoopName(name: string): boolean {
  return /for|each|loop|iter/i.test(name);
}

/** True for the name of a macro before a statement without braces; what stands on the next line may as well be a statement of its own. */
export function isLoopOverStatement(name: string, isOnNextLine: boolean): boolean {
  return (isOnNextLine ? /for_?each/i : /for_|foreach|_for/i).test(name);
}
