import type { Type } from "../../project/types.js";
import type { BuiltinTypes } from "./data-model.js";

// What functions of the C library return: enough to type calls where no header is at hand. A project's own declaration goes first.

const SIZE =
  "strlen strnlen wcslen wcsnlen strspn strcspn wcsspn wcscspn fread fwrite strlcpy strlcat strftime wcsftime mbstowcs wcstombs mbrtowc strxfrm";
const INT =
  "atoi rand abs getchar fgetc getc fputc putc putchar puts fputs printf fprintf sprintf snprintf vprintf vfprintf vsprintf vsnprintf swprintf " +
  "scanf fscanf sscanf swscanf strcmp strncmp strcasecmp strncasecmp wcscmp wcsncmp strcoll memcmp wmemcmp toupper tolower isdigit isalpha isalnum " +
  "isspace isprint isxdigit isupper islower iscntrl ispunct isgraph fclose fflush feof ferror fseek remove rename system setvbuf wctomb mblen _wtoi";
const LONG = "atol strtol wcstol labs ftell random lrand48 mrand48";
const UNSIGNED_LONG = "strtoul wcstoul";
const LONG_LONG = "atoll strtoll llabs wcstoll";
const UNSIGNED_LONG_LONG = "strtoull wcstoull";
const DOUBLE = "atof strtod sqrt pow floor ceil fabs fmod sin cos tan exp log log10 round trunc";
const VOID_POINTER = "malloc calloc realloc alloca aligned_alloc memcpy memmove memset mempcpy memchr bsearch _alloca __builtin_alloca";
const TEXT =
  "strcpy strncpy strcat strncat stpcpy strchr strrchr strstr strpbrk strtok strtok_r strdup strndup fgets gets getenv strerror ctime asctime tmpnam";
const WIDE_TEXT = "wcscpy wcsncpy wcscat wcsncat wcschr wcsrchr wcsstr wcspbrk wcstok wcsdup fgetws wmemcpy wmemmove wmemset wmemchr";

const words = (text: string): readonly string[] => text.split(" ");
const known = new WeakMap<BuiltinTypes, ReadonlyMap<string, Type>>();

/** Type of a function of the C library, by its name with or without `std::`; its parameters are not told. */
export function libraryFunction(builtins: BuiltinTypes, name: string): Type | undefined {
  let table = known.get(builtins);
  if (table === undefined) known.set(builtins, (table = makeTable(builtins)));
  return table.get(name.replace(/^std::/, ""));
}

function makeTable(builtins: BuiltinTypes): ReadonlyMap<string, Type> {
  const table = new Map<string, Type>();
  const add = (names: string, returns: Type | undefined): void => {
    if (returns !== undefined)
      for (const name of words(names)) table.set(name, { kind: "function", returns, parameters: [], variadic: true });
  };
  const pointerTo = (to: Type | undefined): Type | undefined => to && { kind: "pointer", to };
  add(SIZE, builtins.size);
  add(INT, builtins.int);
  add(LONG, builtins.primitive("long"));
  add(UNSIGNED_LONG, builtins.primitive("unsigned long"));
  add(LONG_LONG, builtins.primitive("long long"));
  add(UNSIGNED_LONG_LONG, builtins.primitive("unsigned long long"));
  add(DOUBLE, builtins.primitive("double"));
  add(VOID_POINTER, pointerTo({ kind: "void" }));
  add(TEXT, pointerTo(builtins.char));
  add(WIDE_TEXT, pointerTo(builtins.standard("wchar_t")));
  return table;
}
