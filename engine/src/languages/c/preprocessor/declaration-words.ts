// Words of declarations, by what they are there.

export const TYPES: ReadonlySet<string> = new Set([
  "void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "bool", "_Bool", "auto", "wchar_t", "__int64", "size_t", "uint8_t",
  "uint16_t", "uint32_t", "uint64_t", "int8_t", "int16_t", "int32_t", "int64_t",
]); // prettier-ignore
export const QUALIFIERS: ReadonlySet<string> = new Set([
  "static", "extern", "inline", "const", "volatile", "register", "restrict", "typedef", "constexpr", "virtual", "explicit", "mutable", "thread_local",
  "_Thread_local", "__thread", "__inline", "__inline__", "__restrict", "_Atomic", "_Noreturn", "noreturn", "__extension__", "__forceinline", "consteval", "constinit",
  "__volatile__", "__const",
]); // prettier-ignore
export const RECORDS: ReadonlySet<string> = new Set(["struct", "union", "enum", "class"]);
export const GROUPED: ReadonlySet<string> = new Set([
  "__attribute__",
  "__attribute",
  "__declspec",
  "alignas",
  "_Alignas",
  "decltype",
  "__typeof__",
  "typeof",
]);
