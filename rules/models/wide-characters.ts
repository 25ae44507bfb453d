import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];

/** Bytes of a wide character where no target says otherwise. */
const WIDE = 4;

/** Wide characters (C11 7.29 wchar.h, 7.22.7 and 7.22.8 stdlib.h), beside the few that stand with their narrow kin. */
export const WIDE_CHARACTERS: ModelFile = {
  library: "C standard library: wide characters",
  aliases: {
    _snwprintf: "swprintf",
    _vsnwprintf: "vswprintf",
    _wtol: "wcstol",
    _wcsicmp: "wcscmp",
    getwc: "fgetwc",
    putwc: "fputwc",
  },
  functions: {
    wcsncat: {
      writes: [
        {
          arg: 0,
          bytes: { sum: [{ min: [{ stringLength: 1 }, { product: [{ arg: 2 }, WIDE] }] }, WIDE] },
          content: { copyOf: 1 },
          string: { min: [{ stringLength: 1 }, { product: [{ arg: 2 }, WIDE] }] },
          append: true,
        },
      ],
      returns: { sameAs: 0 },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    wmemcpy: copy(),
    wmemmove: copy(),
    wcsrchr: search(),
    wcspbrk: search(),
    wcstok: { ...search(), nonNull: [1] },
    wmemchr: search(),
    wcscoll: compare(),
    wmemcmp: compare(),
    wcsspn: { returns: { range: { low: 0 }, taintFrom: [0] }, nonNull: [0, 1], pure: true, reserved: true },
    wcscspn: { returns: { range: { low: 0 }, taintFrom: [0] }, nonNull: [0, 1], pure: true, reserved: true },
    swprintf: {
      writes: [{ arg: 0, bytes: { product: [{ arg: 1 }, WIDE] }, content: { formatOf: 2 }, string: "unknown", atMost: true }],
      returns: { range: { low: -1 } },
      sinks: [{ arg: 2, kind: "format" }],
      nonNull: [2],
      pure: true,
      reserved: true,
    },
    vswprintf: {
      writes: [{ arg: 0, bytes: { product: [{ arg: 1 }, WIDE] }, content: { copyOf: 2 }, string: "unknown", atMost: true }],
      returns: { range: { low: -1 } },
      sinks: [{ arg: 2, kind: "format" }],
      nonNull: [2],
      pure: true,
      reserved: true,
    },
    fwprintf: { sinks: [{ arg: 1, kind: "format" }], nonNull: [0, 1], pure: true, reserved: true },
    vfwprintf: { sinks: [{ arg: 1, kind: "format" }], nonNull: [0, 1], pure: true, reserved: true },
    vwprintf: { sinks: [{ arg: 0, kind: "format" }], nonNull: [0], pure: true, reserved: true },
    wscanf: scan("user", 1),
    fwscanf: scan("file", 2),
    swscanf: {
      writes: [2, 3, 4, 5, 6, 7].map((arg) => ({ arg, content: { copyOf: 0 } })),
      returns: { range: { low: -1, high: 6 } },
      nonNull: [0, 1],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    fgetwc: { taint: { kind: "file", returns: true }, pure: true, reserved: true },
    getwchar: { taint: { kind: "user", returns: true }, pure: true, reserved: true },
    fputwc: { pure: true, reserved: true },
    putwchar: { pure: true, reserved: true },
    fputws: { nonNull: [0, 1], pure: true, reserved: true },
    mbstowcs: {
      writes: [{ arg: 0, bytes: { product: [{ arg: 2 }, WIDE] }, content: { copyOf: 1 }, string: "unknown", atMost: true }],
      returns: { range: { low: -1, high: { arg: 2 } } },
      nonNull: [1],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    wcstombs: {
      writes: [{ arg: 0, bytes: { arg: 2 }, content: { copyOf: 1 }, string: "unknown", atMost: true }],
      returns: { range: { low: -1, high: { arg: 2 } } },
      nonNull: [1],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    wcstod: number(),
    wcstof: number(),
    wcstoll: number(),
    wcstoull: number(),
    _wtof: number(),
    towupper: { returns: { taintFrom: [0] }, pure: true, reserved: true },
    towlower: { returns: { taintFrom: [0] }, pure: true, reserved: true },
  },
};

function copy(): FunctionModel {
  const bytes = { product: [{ arg: 2 }, WIDE] };
  return {
    reads: [{ arg: 1, bytes }],
    writes: [{ arg: 0, bytes, content: { copyOf: 1 } }],
    returns: { sameAs: 0 },
    nonNull: [0, 1],
    pure: true,
    reserved: true,
  };
}

function scan(kind: string, first: number): FunctionModel {
  return {
    taint: { kind, outputs: [0, 1, 2, 3, 4, 5].map((each) => first + each) },
    returns: { range: { low: -1, high: 6 } },
    mustCheck: true,
    pure: true,
    reserved: true,
  };
}

function search(): FunctionModel {
  return { returns: { within: 0, null: "maybe" }, nonNull: [0], pure: true, reserved: true };
}

function compare(): FunctionModel {
  return { nonNull: [0, 1], pure: true, reserved: true };
}

function number(): FunctionModel {
  return { returns: { taintFrom: [0] }, nonNull: [0], pure: true, reserved: true };
}
