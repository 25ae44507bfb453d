import type { ModelFile } from "../../engine/src/index.js";

/**
 * ISO C (C11 clauses 7.21, 7.22, 7.24, 7.29 and annex K in part): what the functions read, write, return and demand.
 * The names are reserved (7.1.3), so a definition of one in a project means the same.
 */
const C_LIBRARY_FUNCTIONS: ModelFile = {
  library: "C standard library",
  aliases: {
    __builtin_memcpy: "memcpy",
    __builtin_memset: "memset",
    __builtin_memmove: "memmove",
    __builtin_strlen: "strlen",
    __builtin_alloca: "alloca",
    _alloca: "alloca",
    __assert: "assert",
    ALLOCA: "alloca",
    _strdup: "strdup",
    _wcsdup: "wcsdup",
  },
  functions: {
    memcpy: copy("memcpy"),
    memmove: copy("memmove"),
    mempcpy: { ...copy("mempcpy"), returns: { within: 0, null: "never" } },
    memccpy: {
      writes: [{ arg: 0, content: { copyOf: 1 } }],
      returns: { within: 0, null: "maybe" },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    memset: {
      writes: [{ arg: 0, bytes: { arg: 2 }, content: { copyOf: 1 } }],
      returns: { sameAs: 0 },
      nonNull: [0],
      pure: true,
      reserved: true,
    },
    wmemset: {
      writes: [{ arg: 0, bytes: { product: [{ arg: 2 }, 4] }, content: { copyOf: 1 } }],
      returns: { sameAs: 0 },
      nonNull: [0],
      pure: true,
      reserved: true,
    },
    bzero: { writes: [{ arg: 0, bytes: { arg: 1 }, content: "zero" }], nonNull: [0], pure: true, reserved: true },
    explicit_bzero: { writes: [{ arg: 0, bytes: { arg: 1 }, content: "zero" }], nonNull: [0], pure: true, reserved: true },
    bcopy: {
      reads: [{ arg: 0, bytes: { arg: 2 } }],
      writes: [{ arg: 1, bytes: { arg: 2 }, content: { copyOf: 0 } }],
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    memcmp: {
      reads: [
        { arg: 0, bytes: { arg: 2 } },
        { arg: 1, bytes: { arg: 2 } },
      ],
      returns: { taintFrom: [0, 1] },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    memchr: { reads: [], returns: { within: 0, null: "maybe" }, nonNull: [0], pure: true, reserved: true },
    strftime: {
      writes: [{ arg: 0, bytes: { arg: 1 }, content: "unknown", string: "unknown", atMost: true }],
      returns: { range: { low: 0, high: { arg: 1 } } },
      nonNull: [0, 2, 3],
      pure: true,
      reserved: true,
    },
    strxfrm: { writes: [{ arg: 0, bytes: { arg: 2 }, content: "unknown", string: "unknown", atMost: true }], pure: true, reserved: true },
    setvbuf: { writes: [{ arg: 1, bytes: { arg: 3 }, content: "unknown", atMost: true }], reserved: true },
    qsort: {
      reads: [{ arg: 0, bytes: { product: [{ arg: 1 }, { arg: 2 }] } }],
      writes: [{ arg: 0, bytes: { product: [{ arg: 1 }, { arg: 2 }] }, content: "unknown" }],
      reserved: true,
    },
    bsearch: { reads: [{ arg: 1, bytes: { product: [{ arg: 2 }, { arg: 3 }] } }], returns: { within: 1, null: "maybe" }, reserved: true },
    strlen: { returns: { value: { stringLength: 0 } }, nonNull: [0], pure: true, reserved: true },
    wcslen: { returns: { value: { quotient: [{ stringLength: 0 }, 4] } }, nonNull: [0], pure: true, reserved: true },
    strnlen: {
      returns: { value: { min: [{ stringLength: 0 }, { arg: 1 }] }, range: { low: 0, high: { arg: 1 } }, taintFrom: [0] },
      nonNull: [0],
      pure: true,
      reserved: true,
    },
    strcpy: stringCopy(1),
    wcscpy: stringCopy(4),
    strcat: stringAppend(1),
    wcscat: stringAppend(4),
    strncpy: {
      reads: [{ arg: 1, bytes: 1 }],
      writes: [{ arg: 0, bytes: { arg: 2 }, content: { copyOf: 1 } }],
      returns: { sameAs: 0 },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    wcsncpy: {
      reads: [{ arg: 1, bytes: 4 }],
      writes: [{ arg: 0, bytes: { product: [{ arg: 2 }, 4] }, content: { copyOf: 1 } }],
      returns: { sameAs: 0 },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    strncat: {
      writes: [
        {
          arg: 0,
          bytes: { sum: [{ min: [{ stringLength: 1 }, { arg: 2 }] }, 1] },
          content: { copyOf: 1 },
          string: { min: [{ stringLength: 1 }, { arg: 2 }] },
          append: true,
        },
      ],
      returns: { sameAs: 0 },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    wcsncat: {
      writes: [
        {
          arg: 0,
          bytes: { sum: [{ min: [{ stringLength: 1 }, { product: [{ arg: 2 }, 4] }] }, 4] },
          content: { copyOf: 1 },
          string: { min: [{ stringLength: 1 }, { product: [{ arg: 2 }, 4] }] },
          append: true,
        },
      ],
      returns: { sameAs: 0 },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    strlcpy: {
      writes: [{ arg: 0, bytes: { min: [{ sum: [{ stringLength: 1 }, 1] }, { arg: 2 }] }, content: { copyOf: 1 }, string: "unknown" }],
      returns: { value: { stringLength: 1 }, taintFrom: [1] },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    strlcat: {
      writes: [{ arg: 0, content: { copyOf: 1 }, string: "unknown" }],
      returns: { range: { low: 0 }, taintFrom: [1] },
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    strcmp: compare(),
    strncmp: compare(),
    strcasecmp: compare(),
    strncasecmp: compare(),
    wcscmp: compare(),
    wcsncmp: compare(),
    strcoll: compare(),
    strchr: search(),
    strrchr: search(),
    strstr: search(),
    strpbrk: search(),
    wcschr: search(),
    wcsstr: search(),
    // Null goes on in the text of the call before.
    strtok: { ...search(), nonNull: [1] },
    strtok_r: { ...search(), nonNull: [1], writes: [{ arg: 2, content: "unknown" }] },
    strspn: { returns: { range: { low: 0, high: { stringLength: 0 } }, taintFrom: [0] }, nonNull: [0, 1], pure: true, reserved: true },
    strcspn: { returns: { range: { low: 0, high: { stringLength: 0 } }, taintFrom: [0] }, nonNull: [0, 1], pure: true, reserved: true },
    strdup: {
      returns: { allocates: { bytes: { sum: [{ stringLength: 0 }, 1] }, kind: "malloc" }, null: "maybe" },
      nonNull: [0],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    strerror: { returns: { null: "never" }, pure: true, reserved: true },

    sprintf: {
      variadicText: 2,
      writes: [{ arg: 0, content: { formatOf: 1 }, string: "unknown" }],
      sinks: [{ arg: 1, kind: "format" }],
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    vsprintf: {
      writes: [{ arg: 0, content: "unknown", string: "unknown" }],
      sinks: [{ arg: 1, kind: "format" }],
      nonNull: [0, 1],
      pure: true,
      reserved: true,
    },
    snprintf: {
      variadicText: 3,
      writes: [{ arg: 0, bytes: { arg: 1 }, content: { formatOf: 2 }, string: "unknown", atMost: true }],
      returns: { range: { low: -1 } },
      sinks: [{ arg: 2, kind: "format" }],
      nonNull: [2],
      pure: true,
      reserved: true,
    },
    vsnprintf: {
      writes: [{ arg: 0, bytes: { arg: 1 }, content: "unknown", string: "unknown", atMost: true }],
      returns: { range: { low: -1 } },
      sinks: [{ arg: 2, kind: "format" }],
      nonNull: [2],
      pure: true,
      reserved: true,
    },
    printf: { sinks: [{ arg: 0, kind: "format" }], variadicText: 1, nonNull: [0], pure: true, reserved: true },
    wprintf: { sinks: [{ arg: 0, kind: "format" }], variadicText: 1, nonNull: [0], pure: true, reserved: true },
    vprintf: { sinks: [{ arg: 0, kind: "format" }], nonNull: [0], pure: true, reserved: true },
    fprintf: { sinks: [{ arg: 1, kind: "format" }], variadicText: 2, nonNull: [0, 1], pure: true, reserved: true },
    vfprintf: { sinks: [{ arg: 1, kind: "format" }], nonNull: [0, 1], pure: true, reserved: true },
    puts: { nonNull: [0], pure: true, reserved: true },
    putchar: { pure: true, reserved: true },
    fputs: { nonNull: [0, 1], pure: true, reserved: true },
    fputc: { nonNull: [1], pure: true, reserved: true },
    scanf: {
      taint: { kind: "user", outputs: [1, 2, 3, 4, 5, 6] },
      returns: { range: { low: -1, high: 6 } },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    fscanf: {
      nonNull: [0, 1],
      taint: { kind: "file", outputs: [2, 3, 4, 5, 6, 7] },
      returns: { range: { low: -1, high: 6 } },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    fwscanf: {
      taint: { kind: "file", outputs: [2, 3, 4, 5, 6, 7] },
      returns: { range: { low: -1, high: 6 } },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    swscanf: {
      writes: [2, 3, 4, 5, 6, 7].map((arg) => ({ arg, content: { copyOf: 0 } })),
      returns: { range: { low: -1, high: 6 } },
      nonNull: [0, 1],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    sscanf: {
      writes: [2, 3, 4, 5, 6, 7].map((arg) => ({ arg, content: { copyOf: 0 } })),
      returns: { range: { low: -1, high: 6 } },
      nonNull: [0, 1],
      mustCheck: true,
      pure: true,
      reserved: true,
    },

    gets: {
      nonNull: [0],
      taint: { kind: "user", outputs: [0] },
      writes: [{ arg: 0, content: "unknown", string: "unknown" }],
      returns: { null: "maybe" },
      pure: true,
      reserved: true,
    },
    fgets: {
      nonNull: [0, 2],
      taint: { kind: "file", outputs: [0] },
      writes: [{ arg: 0, bytes: { arg: 1 }, content: "unknown", string: "unknown", atMost: true }],
      returns: { null: "maybe" },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    fgetws: {
      nonNull: [0, 2],
      taint: { kind: "file", outputs: [0] },
      writes: [{ arg: 0, bytes: { product: [{ arg: 1 }, 4] }, content: "unknown", string: "unknown", atMost: true }],
      returns: { null: "maybe" },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    fread: {
      nonNull: [3],
      taint: { kind: "file", outputs: [0] },
      writes: [{ arg: 0, bytes: { product: [{ arg: 1 }, { arg: 2 }] }, content: "unknown", atMost: true }],
      returns: { range: { low: 0, high: { arg: 2 } } },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    fwrite: {
      nonNull: [3],
      reads: [{ arg: 0, bytes: { product: [{ arg: 1 }, { arg: 2 }] } }],
      returns: { range: { low: 0, high: { arg: 2 } } },
      pure: true,
      reserved: true,
    },
    fgetc: { nonNull: [0], taint: { kind: "file", returns: true }, returns: { range: { low: -1, high: 255 } }, pure: true, reserved: true },
    getc: { nonNull: [0], taint: { kind: "file", returns: true }, returns: { range: { low: -1, high: 255 } }, pure: true, reserved: true },
    getchar: { taint: { kind: "user", returns: true }, returns: { range: { low: -1, high: 255 } }, pure: true, reserved: true },
    fopen: {
      returns: { allocates: { kind: "file" }, null: "maybe" },
      sinks: [{ arg: 0, kind: "path" }],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    // The stream goes on under the name that it has (`stdin`), so nobody has to keep the result; but it can be closed only once.
    freopen: {
      returns: { allocates: { kind: "reopened" }, null: "maybe" },
      sinks: [{ arg: 0, kind: "path" }],
      mustCheck: true,
      pure: true,
    },
    fclose: { frees: [0], family: "file", nonNull: [0], pure: true, reserved: true },
    remove: { sinks: [{ arg: 0, kind: "path" }], mustCheck: true, pure: true, reserved: true },
    rename: {
      sinks: [
        { arg: 0, kind: "path" },
        { arg: 1, kind: "path" },
      ],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    tmpfile: { returns: { allocates: { kind: "file" }, null: "maybe" }, mustCheck: true, pure: true, reserved: true },
    fflush: { pure: true, reserved: true },
    fseek: { nonNull: [0], pure: true, reserved: true },
    ftell: { nonNull: [0], returns: { range: { low: -1 } }, pure: true, reserved: true },
    feof: { nonNull: [0], pure: true, reserved: true },
    ferror: { nonNull: [0], pure: true, reserved: true },

    malloc: {
      returns: { allocates: { bytes: { arg: 0 }, kind: "malloc" }, null: "maybe" },
      sinks: [{ arg: 0, kind: "allocation-size" }],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    calloc: {
      returns: { allocates: { bytes: { product: [{ arg: 0 }, { arg: 1 }] }, zeroed: true, kind: "malloc" }, null: "maybe" },
      sinks: [
        { arg: 0, kind: "allocation-size" },
        { arg: 1, kind: "allocation-size" },
      ],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    realloc: {
      returns: { allocates: { bytes: { arg: 1 }, kind: "malloc" }, null: "maybe" },
      mayFree: 0,
      family: "malloc",
      sinks: [{ arg: 1, kind: "allocation-size" }],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    alloca: {
      returns: { allocates: { bytes: { arg: 0 }, kind: "stack" }, null: "never" },
      sinks: [{ arg: 0, kind: "allocation-size" }],
      pure: true,
      reserved: true,
    },
    reallocarray: {
      returns: { allocates: { bytes: { product: [{ arg: 1 }, { arg: 2 }] }, kind: "malloc" }, null: "maybe" },
      mayFree: 0,
      family: "malloc",
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    aligned_alloc: {
      returns: { allocates: { bytes: { arg: 1 }, kind: "malloc" }, null: "maybe" },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    free: { frees: [0], family: "malloc", pure: true, reserved: true },
    "operator new": { returns: { allocates: { bytes: { arg: 0 }, kind: "new" }, null: "never" }, pure: true, reserved: true },
    "operator new[]": {
      returns: { allocates: { bytes: { arg: 0 }, kind: "new[]" }, null: "never" },
      sinks: [{ arg: 0, kind: "allocation-size" }],
      pure: true,
      reserved: true,
    },
    "operator new nothrow": {
      returns: { allocates: { bytes: { arg: 0 }, kind: "new" }, null: "maybe" },
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    "operator new[] nothrow": {
      returns: { allocates: { bytes: { arg: 0 }, kind: "new[]" }, null: "maybe" },
      sinks: [{ arg: 0, kind: "allocation-size" }],
      mustCheck: true,
      pure: true,
      reserved: true,
    },
    "operator delete": { frees: [0], family: "new", pure: true, reserved: true },
    "operator delete[]": { frees: [0], family: "new[]", pure: true, reserved: true },

    atoi: number(),
    atol: number(),
    atoll: number(),
    strtol: andRest(number()),
    strtoul: andRest(number()),
    strtoll: andRest(number()),
    strtoull: andRest(number()),
    strtod: andRest(fraction()),
    atof: fraction(),
    strtof: andRest(fraction()),
    wcstol: andRest(number()),
    wcstoul: andRest(number()),
    _wtoi: number(),
    abs: magnitude(),
    labs: magnitude(),
    llabs: magnitude(),
    imaxabs: magnitude(),
    fabs: magnitude(),
    fabsf: magnitude(),
    fabsl: magnitude(),
    sqrt: root(),
    sqrtf: root(),
    sqrtl: root(),
    toupper: { returns: { range: { low: -1, high: 255 }, taintFrom: [0] }, pure: true, reserved: true },
    tolower: { returns: { range: { low: -1, high: 255 }, taintFrom: [0] }, pure: true, reserved: true },
    isdigit: { pure: true, reserved: true },
    isalpha: { pure: true, reserved: true },
    isalnum: { pure: true, reserved: true },
    isspace: { pure: true, reserved: true },
    isprint: { pure: true, reserved: true },
    isxdigit: { pure: true, reserved: true },
    isupper: { pure: true, reserved: true },
    rand: { taint: { kind: "random", returns: true }, returns: { range: { low: 0, high: 2147483647 } }, pure: true, reserved: true },
    srand: { pure: true, reserved: true },
    time: { returns: { range: { low: -1 } }, pure: true, reserved: true },
    clock: { pure: true, reserved: true },
    getenv: { taint: { kind: "environment", returns: true }, returns: { null: "maybe" }, mustCheck: true, pure: true, reserved: true },
    system: { sinks: [{ arg: 0, kind: "command" }], pure: true, reserved: true },
    exit: { noReturn: true, reserved: true },
    _Exit: { noReturn: true, reserved: true },
    quick_exit: { noReturn: true, reserved: true },
    abort: { noReturn: true, reserved: true },
    longjmp: { noReturn: true, reserved: true },
    assert: { assumes: 0, sinks: [{ arg: 0, kind: "assertion" }], reserved: true },
    ASSERT: { assumes: 0, sinks: [{ arg: 0, kind: "assertion" }] },
    configASSERT: { assumes: 0, sinks: [{ arg: 0, kind: "assertion" }] },
    assert_param: { assumes: 0, sinks: [{ arg: 0, kind: "assertion" }] },
    APP_ASSERT: { assumes: 0, sinks: [{ arg: 0, kind: "assertion" }] },
    __ASSERT_NO_MSG: { assumes: 0, sinks: [{ arg: 0, kind: "assertion" }] },
    LWIP_ASSERT: { assumes: 1, sinks: [{ arg: 1, kind: "assertion" }] },
    static_assert: { pure: true, reserved: true },
    setlocale: { pure: true, reserved: true },
    signal: { pure: true, reserved: true },
    perror: { pure: true, reserved: true },
  },
  entries: [
    { name: "main", kind: "argument", values: [0], pointees: [1] },
    { name: "wmain", kind: "argument", values: [0], pointees: [1] },
  ],
};

/** In C++ the same functions have names in `std`, too. */
export const C_LIBRARY: ModelFile = {
  ...C_LIBRARY_FUNCTIONS,
  aliases: {
    ...C_LIBRARY_FUNCTIONS.aliases,
    ...Object.fromEntries(Object.keys(C_LIBRARY_FUNCTIONS.functions ?? {}).map((name) => [`std::${name}`, name])),
  },
};

type FunctionModel = NonNullable<ModelFile["functions"]>[string];

function copy(_name: string): FunctionModel {
  return {
    reads: [{ arg: 1, bytes: { arg: 2 } }],
    writes: [{ arg: 0, bytes: { arg: 2 }, content: { copyOf: 1 } }],
    returns: { sameAs: 0 },
    nonNull: [0, 1],
    pure: true,
    reserved: true,
  };
}

function stringCopy(width: number): FunctionModel {
  return {
    // One character is read in any case; how far it goes is a matter of the terminator.
    reads: [{ arg: 1, bytes: width }],
    writes: [{ arg: 0, bytes: { sum: [{ stringLength: 1 }, width] }, content: { copyOf: 1 }, string: { stringLength: 1 } }],
    returns: { sameAs: 0 },
    nonNull: [0, 1],
    pure: true,
    reserved: true,
  };
}

function stringAppend(width: number): FunctionModel {
  return {
    reads: [{ arg: 1, bytes: width }],
    writes: [
      {
        arg: 0,
        bytes: { sum: [{ stringLength: 1 }, width] },
        content: { copyOf: 1 },
        string: { stringLength: 1 },
        append: true,
      },
    ],
    returns: { sameAs: 0 },
    nonNull: [0, 1],
    pure: true,
    reserved: true,
  };
}

function compare(): FunctionModel {
  return { nonNull: [0, 1], pure: true, reserved: true };
}

function search(): FunctionModel {
  return { returns: { within: 0, null: "maybe" }, mustCheck: true, nonNull: [0], pure: true, reserved: true };
}

function fraction(): FunctionModel {
  return { returns: { taintFrom: [0], floating: true }, nonNull: [0], pure: true, reserved: true };
}

function magnitude(): FunctionModel {
  return { returns: { magnitudeOf: 0 }, pure: true, reserved: true };
}

function root(): FunctionModel {
  return { returns: { rootOf: 0, floating: true }, pure: true, reserved: true };
}

/** Numbers read from text are what the text says. */
function number(): FunctionModel {
  return { returns: { taintFrom: [0] }, nonNull: [0], pure: true, reserved: true };
}

/** The same, and a pointer to the rest of the text is left behind the second argument. */
function andRest(model: FunctionModel): FunctionModel {
  return { ...model, writes: [{ arg: 1, content: "unknown" }] };
}
