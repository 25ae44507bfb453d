import type { ModelFile } from "../../engine/src/index.js";

type FunctionModel = NonNullable<ModelFile["functions"]>[string];

/**
 * POSIX: starting programs, files by name, the environment, shared libraries, the log (IEEE Std 1003.1: unistd.h, spawn.h, fcntl.h, sys/stat.h,
 * dirent.h, stdlib.h, dlfcn.h, syslog.h). What counts here is which argument somebody acts on.
 */
export const PROGRAMS_AND_FILES: ModelFile = {
  library: "POSIX: programs, files by name, environment, libraries, log",
  aliases: {
    // Microsoft's names for the same (process.h, io.h, stdio.h, stdlib.h, wchar.h of the universal C runtime).
    _popen: "popen",
    _pclose: "pclose",
    _fdopen: "fdopen",
    _close: "close",
    _wpopen: "popen",
    wpopen: "popen",
    _wsystem: "system",
    _execl: "execl",
    _execle: "execle",
    _execlp: "execlp",
    _execlpe: "execlp",
    _execv: "execv",
    _execve: "execve",
    _execvp: "execvp",
    _execvpe: "execvpe",
    _wexecl: "execl",
    _wexecle: "execle",
    _wexeclp: "execlp",
    _wexecv: "execv",
    _wexecve: "execve",
    _wexecvp: "execvp",
    _wspawnl: "_spawnl",
    _wspawnlp: "_spawnl",
    _spawnlp: "_spawnl",
    _wspawnv: "_spawnv",
    _wspawnvp: "_spawnv",
    _spawnvp: "_spawnv",
    _open: "open",
    _wopen: "open",
    open64: "open",
    _creat: "creat",
    _wcreat: "creat",
    _wfopen: "fopen",
    fopen64: "fopen",
    _wfreopen: "freopen",
    _unlink: "unlink",
    _wunlink: "unlink",
    _wremove: "remove",
    _wrename: "rename",
    _mkdir: "mkdir",
    _wmkdir: "mkdir",
    _rmdir: "rmdir",
    _wrmdir: "rmdir",
    _chdir: "chdir",
    _wchdir: "chdir",
    _chmod: "chmod",
    _wchmod: "chmod",
    _putenv: "putenv",
    _wputenv: "putenv",
    _wgetenv: "getenv",
    _dupenv_s: "getenv",
    __secure_getenv: "secure_getenv",
    SetEnvironmentVariable: "SetEnvironmentVariableA",
    SetEnvironmentVariableW: "SetEnvironmentVariableA",
    LoadLibrary: "LoadLibraryA",
    LoadLibraryW: "LoadLibraryA",
    LoadLibraryEx: "LoadLibraryA",
    LoadLibraryExA: "LoadLibraryA",
    LoadLibraryExW: "LoadLibraryA",
    SetComputerName: "SetComputerNameA",
    SetComputerNameW: "SetComputerNameA",
    CreateFile: "CreateFileA",
    CreateFileW: "CreateFileA",
    DeleteFile: "DeleteFileA",
    DeleteFileW: "DeleteFileA",
  },
  functions: {
    execl: program(0),
    execlp: program(0),
    execle: program(0),
    execv: program(0),
    execvp: program(0),
    execve: program(0),
    execvpe: program(0),
    fexecve: { pure: true },
    posix_spawn: { ...program(1), mustCheck: true },
    posix_spawnp: { ...program(1), mustCheck: true },
    _spawnl: program(1),
    _spawnv: program(1),

    unlink: path(0),
    unlinkat: path(1),
    rmdir: path(0),
    mkdir: path(0),
    mkfifo: path(0),
    mknod: path(0),
    link: path(0, 1),
    symlink: path(0, 1),
    truncate: path(0),
    chmod: path(0),
    chown: path(0),
    lchown: path(0),
    chdir: path(0),
    chroot: path(0),
    openat: {
      returns: { allocates: { kind: "descriptor" }, null: "maybe" },
      sinks: [{ arg: 1, kind: "path" }],
      mustCheck: true,
      pure: true,
    },
    opendir: {
      returns: { allocates: { kind: "directory" }, null: "maybe" },
      sinks: [{ arg: 0, kind: "path" }],
      mustCheck: true,
      pure: true,
    },
    readdir: { returns: { null: "maybe" }, nonNull: [0], keepsNothing: true, pure: true },
    closedir: { frees: [0], family: "directory", nonNull: [0], keepsNothing: true, pure: true },
    // It takes the descriptor over: whoever closes the stream closes it too.
    fdopen: { returns: { allocates: { kind: "file" }, null: "maybe" }, mustCheck: true, pure: true },
    mount: { sinks: [{ arg: 0, kind: "path" }], mustCheck: true, pure: true },
    CreateFileA: { sinks: [{ arg: 0, kind: "path" }], mustCheck: true, pure: true },
    DeleteFileA: path(0),
    realpath: {
      writes: [{ arg: 1, content: "unknown", string: "unknown" }],
      returns: { null: "maybe" },
      mustCheck: true,
      pure: true,
    },
    basename: { returns: { within: 0 }, pure: true },

    putenv: { sinks: [{ arg: 0, kind: "environment" }], mustCheck: true, pure: true },
    setenv: {
      sinks: [
        { arg: 0, kind: "environment-name" },
        { arg: 1, kind: "environment" },
      ],
      mustCheck: true,
      pure: true,
    },
    unsetenv: { sinks: [{ arg: 0, kind: "environment-name" }], pure: true },
    SetEnvironmentVariableA: {
      sinks: [
        { arg: 0, kind: "environment-name" },
        { arg: 1, kind: "environment" },
      ],
      mustCheck: true,
      pure: true,
    },
    sethostname: configuration(0),
    setdomainname: configuration(0),
    sethostid: configuration(0),
    SetComputerNameA: configuration(0),
    settimeofday: configuration(0),
    clock_settime: configuration(1),

    dlopen: { returns: { null: "maybe" }, sinks: [{ arg: 0, kind: "library" }], mustCheck: true, pure: true },
    // Null is a value like another; whether it was found says 'dlerror'.
    dlsym: { sinks: [{ arg: 1, kind: "library-symbol" }], mustCheck: true, pure: true },
    LoadLibraryA: { returns: { null: "maybe" }, sinks: [{ arg: 0, kind: "library" }], mustCheck: true, pure: true },

    syslog: {
      sinks: [
        { arg: 1, kind: "format" },
        { arg: 2, kind: "log", rest: true },
      ],
      nonNull: [1],
      pure: true,
    },
    vsyslog: { sinks: [{ arg: 1, kind: "format" }], nonNull: [1], pure: true },
  },
};

/** Starts the program that an argument names; those behind it become the program's own. */
function program(arg: number): FunctionModel {
  return {
    sinks: [
      { arg, kind: "program" },
      { arg: arg + 1, kind: "program-argument", rest: true },
    ],
    pure: true,
  };
}

/** Makes, changes or removes the file that these arguments name. */
function path(...args: readonly number[]): FunctionModel {
  return { returns: { range: { low: -1 } }, sinks: args.map((arg) => ({ arg, kind: "path" })), mustCheck: true, pure: true };
}

function configuration(arg: number): FunctionModel {
  return { returns: { range: { low: -1 } }, sinks: [{ arg, kind: "configuration" }], mustCheck: true, pure: true };
}
