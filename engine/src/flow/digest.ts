/**
 * A short name for plain data: equal data have equal digests, whatever order their keys were set in. Not for security; the
 * chance that two summaries of one function share one is about 2^-52.
 */
export function digestOf(value: unknown): string {
  const hash = new Hash();
  hash.add(value);
  return hash.text();
}

const digests = new WeakMap<object, string>();

/** The digest of immutable data, made when somebody asks: most is never compared. */
export function lazyDigest(value: object): string {
  let digest = digests.get(value);
  if (digest === undefined) digests.set(value, (digest = digestOf(value)));
  return digest;
}

class Hash {
  private a = 0xdeadbeef;
  private b = 0x41c6ce57;

  add(value: unknown): void {
    switch (typeof value) {
      case "string":
        return this.word(`s${value}`);
      case "number":
        return this.word(`n${String(value)}`);
      case "boolean":
        return this.word(value ? "t" : "f");
      case "object":
        if (value === null) return this.word("0");
        if (Array.isArray(value)) {
          this.word(`[${String(value.length)}`);
          for (const each of value) this.add(each);
          return;
        }
        this.word("{");
        for (const [key, each] of Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1))) {
          if (each === undefined) continue;
          this.word(key);
          this.add(each);
        }
        return this.word("}");
      default:
        return this.word("u");
    }
  }

  private word(text: string): void {
    let { a, b } = this;
    for (let i = 0; i <= text.length; i++) {
      const code = i < text.length ? text.charCodeAt(i) : 0x1f;
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    this.a = a ^ (a >>> 15);
    this.b = b ^ (b >>> 13);
  }

  text(): string {
    return (this.a >>> 0).toString(16).padStart(8, "0") + (this.b >>> 0).toString(16).padStart(8, "0");
  }
}
