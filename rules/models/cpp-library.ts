import type { ModelFile } from "../../engine/src/index.js";

type Functions = NonNullable<ModelFile["functions"]>;

/** Streams whose data comes from outside, and what kind it is. Those in memory pass on what was put in. */
const INPUTS: readonly (readonly [stream: string, kind: string])[] = [
  ["istream", "user"],
  ["wistream", "user"],
  ["ifstream", "file"],
  ["wifstream", "file"],
  ["fstream", "file"],
];
const MEMORY: readonly string[] = ["stringstream", "istringstream", "iostream"];
const OUTPUTS: readonly string[] = ["ostream", "wostream", "ofstream", "wofstream", "fstream", "stringstream", "ostringstream", "iostream"];
const FILES: readonly string[] = ["ifstream", "wifstream", "fstream", "ofstream", "wofstream"];

function input([stream, kind]: readonly [string, string]): Functions {
  return {
    [`${stream}::operator>>`]: { taint: { kind, outputs: [1] }, writes: [{ arg: 1, string: "unknown" }], pure: true },
    [`${stream}::operator>>(char*)`]: { taint: { kind, outputs: [1] }, writes: [{ arg: 1, string: "unknown" }], pure: true },
    [`${stream}::getline`]: {
      taint: { kind, outputs: [1] },
      writes: [{ arg: 1, bytes: { arg: 2 }, string: "unknown", atMost: true }],
      pure: true,
    },
    [`${stream}::read`]: { taint: { kind, outputs: [1] }, writes: [{ arg: 1, bytes: { arg: 2 }, atMost: true }], pure: true },
    [`${stream}::readsome`]: { taint: { kind, outputs: [1] }, writes: [{ arg: 1, bytes: { arg: 2 }, atMost: true }], pure: true },
    [`${stream}::get`]: { taint: { kind, outputs: [1] }, pure: true },
    [`${stream}::get()`]: { taint: { kind, returns: true }, returns: { range: { low: -1, high: 255 } }, pure: true },
    [`${stream}::peek`]: { taint: { kind, returns: true }, returns: { range: { low: -1, high: 255 } }, pure: true },
  };
}

function inMemory(stream: string): Functions {
  return {
    [`${stream}::operator>>`]: { writes: [{ arg: 1, content: { copyOf: 0 }, string: "unknown" }], pure: true },
    [`${stream}::operator>>(char*)`]: { writes: [{ arg: 1, content: { copyOf: 0 }, string: "unknown" }], pure: true },
    [`${stream}::getline`]: {
      writes: [{ arg: 1, bytes: { arg: 2 }, content: { copyOf: 0 }, string: "unknown", atMost: true }],
      pure: true,
    },
    [`${stream}::open`]: { writes: [{ arg: 0, content: { copyOf: 1 } }], pure: true },
  };
}

function output(stream: string): Functions {
  const written = stream.includes("stringstream") ? { writes: [{ arg: 0, append: true, content: { copyOf: 1 } }] } : {};
  return {
    [`${stream}::operator<<`]: { ...written, pure: true },
    [`${stream}::write`]: { reads: [{ arg: 1, bytes: { arg: 2 } }], pure: true },
  };
}

function join(parts: readonly Functions[]): Functions {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

/** C++17 clauses 24 (strings), 26 (containers) and 30 (streams), as far as memory and outside data are concerned. */
export const CPP_LIBRARY: ModelFile = {
  library: "C++ standard library",
  functions: {
    ...join(OUTPUTS.map(output)),
    ...join(MEMORY.map(inMemory)),
    ...join(INPUTS.map(input)),
    ...Object.fromEntries(FILES.map((file) => [`${file}::open`, { sinks: [{ arg: 1, kind: "path" }], pure: true }])),
    "string::assign": { writes: [{ arg: 0, content: { copyOf: 1 }, string: { stringLength: 1 } }], returns: { sameAs: 0 }, pure: true },
    "string::assign(n)": {
      reads: [{ arg: 1, bytes: { arg: 2 } }],
      writes: [{ arg: 0, content: { copyOf: 1 }, string: { arg: 2 } }],
      returns: { sameAs: 0 },
      pure: true,
    },
    "string::append": {
      writes: [{ arg: 0, append: true, content: { copyOf: 1 }, string: { stringLength: 1 } }],
      returns: { sameAs: 0 },
      pure: true,
    },
    "string::push_back": { writes: [{ arg: 0, append: true, content: { copyOf: 1 }, string: 1 }], returns: { sameAs: 0 }, pure: true },
    "string::fill": { writes: [{ arg: 0, content: { copyOf: 2 }, string: { arg: 1 } }], returns: { sameAs: 0 }, pure: true },
    "string::substr": { writes: [{ arg: 0, content: { copyOf: 1 }, string: "unknown" }], returns: { sameAs: 0 }, pure: true },
    "string::length": { returns: { value: { stringLength: 0 } }, pure: true },
  },
};
