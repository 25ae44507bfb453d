import { ILP32, LP64, type DataModel } from "./data-model.js";

/** What is known of code because one compiler, for one kind of processor, builds it. */
export interface TargetProfile {
  readonly dataModel: DataModel;
  /** Macros that the compiler defines by itself. */
  readonly defines: Readonly<Record<string, string>>;
  /** Macros that it certainly does not define: other compilers and systems know themselves by them. */
  readonly absent: readonly string[];
}

/** By which compilers and systems know themselves. */
const IDENTITIES: readonly string[] = [
  "__GNUC__", "__clang__", "__ICCARM__", "__IAR_SYSTEMS_ICC__", "__ARMCC_VERSION", "__CC_ARM", "__TI_COMPILER_VERSION__", "__GHS__", "_MSC_VER", "__C51__",
  "_WIN32", "WIN32", "_WIN64", "__CYGWIN__", "__MINGW32__", "__APPLE__", "__linux__", "__unix__", "__FreeBSD__", "__x86_64__", "__i386__", "__aarch64__", "__AVR__",
]; // prettier-ignore

const ARM: Readonly<Record<string, string>> = { __arm__: "1", __ARM_EABI__: "1", __thumb__: "1", __ARM_ARCH: "7" };

const PROFILES: Readonly<Record<string, TargetProfile>> = {
  // A host may be any system: what tells them apart stays open.
  host: { dataModel: LP64, defines: {}, absent: [] },
  "gcc-arm": firmware({ ...ARM, __GNUC__: "12", __GNUC_MINOR__: "2", __VERSION__: '"12.2"' }),
  iar: firmware({ ...ARM, __ICCARM__: "1", __IAR_SYSTEMS_ICC__: "9", __VER__: "9030001", __CORE__: "13" }),
  keil: firmware({ ...ARM, __ARMCC_VERSION: "6160001", __clang__: "1", __GNUC__: "4" }),
};

/** A target that nobody named: 32 bits, any compiler. */
const UNNAMED: TargetProfile = { dataModel: ILP32, defines: {}, absent: [] };

/** The profile of a target by its name in `vitalint.json`. */
export function targetProfile(name: string): TargetProfile {
  return PROFILES[name] ?? UNNAMED;
}

function firmware(defines: Readonly<Record<string, string>>): TargetProfile {
  return { dataModel: ILP32, defines, absent: IDENTITIES.filter((name) => defines[name] === undefined) };
}

/** Limits of the basic types, by the names under which compilers know them. */
export function dataModelMacros(model: DataModel): Readonly<Record<string, string>> {
  const limit = (bits: number): string => `0x7f${"f".repeat(bits / 4 - 2)}`;
  const unsigned = (bits: number): string => `0x${"f".repeat(bits / 4)}U`;
  return {
    __CHAR_BIT__: "8",
    __SCHAR_MAX__: "127",
    __SHRT_MAX__: limit(model.short),
    __INT_MAX__: limit(model.int),
    __LONG_MAX__: `${limit(model.long)}L`,
    __ULONG_MAX__: `${unsigned(model.long)}L`,
    __WCHAR_MAX__: limit(model.wchar),
    __SIZE_MAX__: unsigned(model.pointer),
    __PTRDIFF_MAX__: limit(model.pointer),
    __SIZEOF_SHORT__: String(model.short / 8),
    __SIZEOF_INT__: String(model.int / 8),
    __SIZEOF_LONG__: String(model.long / 8),
    __SIZEOF_POINTER__: String(model.pointer / 8),
    __SIZEOF_SIZE_T__: String(model.pointer / 8),
    __VITALINT_CHAR_MAX__: model.charIsSigned ? "127" : "255",
    __VITALINT_CHAR_MIN__: model.charIsSigned ? "(-128)" : "0",
  };
}
