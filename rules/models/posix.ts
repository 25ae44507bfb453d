import type { ModelFile } from "../../engine/src/index.js";

/** A new descriptor, or -1. */
const DESCRIPTOR = { allocates: { kind: "descriptor" }, null: "maybe" } as const;

/** POSIX files, sockets, environment and processes (IEEE Std 1003.1). A project's own function of one of these names goes first. */
export const POSIX: ModelFile = {
  library: "POSIX",
  functions: keepNothing({
    read: input("file", 1, { arg: 2 }),
    pread: input("file", 1, { arg: 2 }),
    recv: input("network", 1, { arg: 2 }),
    recvfrom: input("network", 1, { arg: 2 }),
    recvmsg: { taint: { kind: "network", outputs: [1] }, returns: { range: { low: -1 } }, mustCheck: true, pure: true },
    readlink: input("file", 1, { arg: 2 }),
    getline: { taint: { kind: "file", outputs: [0] }, returns: { range: { low: -1 } }, mustCheck: true, pure: true },
    getcwd: {
      writes: [{ arg: 0, bytes: { arg: 1 }, content: "unknown", string: "unknown", atMost: true }],
      returns: { null: "maybe" },
      pure: true,
    },
    gethostname: {
      writes: [{ arg: 0, bytes: { arg: 1 }, content: "unknown", string: "unknown", atMost: true }],
      mustCheck: true,
      pure: true,
    },
    write: { reads: [{ arg: 1, bytes: { arg: 2 } }], returns: { range: { low: -1, high: { arg: 2 } } }, mustCheck: true, pure: true },
    send: { reads: [{ arg: 1, bytes: { arg: 2 } }], returns: { range: { low: -1, high: { arg: 2 } } }, mustCheck: true, pure: true },
    sendto: { reads: [{ arg: 1, bytes: { arg: 2 } }], returns: { range: { low: -1, high: { arg: 2 } } }, mustCheck: true, pure: true },
    open: { returns: DESCRIPTOR, sinks: [{ arg: 0, kind: "path" }], mustCheck: true, pure: true },
    creat: { returns: DESCRIPTOR, sinks: [{ arg: 0, kind: "path" }], mustCheck: true, pure: true },
    close: { frees: [0], family: "descriptor", pure: true },
    dup: { returns: DESCRIPTOR, mustCheck: true, pure: true },
    fsync: { returns: { range: { low: -1, high: 0 } }, pure: true },
    lseek: { returns: { range: { low: -1 } }, pure: true },
    socket: { returns: DESCRIPTOR, mustCheck: true, pure: true },
    accept: { returns: DESCRIPTOR, mustCheck: true, pure: true },
    connect: { returns: { range: { low: -1, high: 0 } }, mustCheck: true, pure: true },
    bind: { returns: { range: { low: -1, high: 0 } }, mustCheck: true, pure: true },
    listen: { returns: { range: { low: -1, high: 0 } }, mustCheck: true, pure: true },
    setsockopt: { returns: { range: { low: -1, high: 0 } }, pure: true },
    getsockopt: {
      writes: [
        { arg: 3, content: "unknown" },
        { arg: 4, content: "unknown" },
      ],
      returns: { range: { low: -1, high: 0 } },
      pure: true,
    },
    getsockname: {
      writes: [
        { arg: 1, content: "unknown" },
        { arg: 2, content: "unknown" },
      ],
      returns: { range: { low: -1, high: 0 } },
      pure: true,
    },
    getpeername: {
      writes: [
        { arg: 1, content: "unknown" },
        { arg: 2, content: "unknown" },
      ],
      returns: { range: { low: -1, high: 0 } },
      pure: true,
    },
    shutdown: { returns: { range: { low: -1, high: 0 } }, pure: true },
    fcntl: { returns: { range: { low: -1 } }, pure: true },
    fstat: { writes: [{ arg: 1, content: "unknown" }], returns: { range: { low: -1, high: 0 } }, pure: true },
    ftruncate: { returns: { range: { low: -1, high: 0 } }, pure: true },
    fdatasync: { returns: { range: { low: -1, high: 0 } }, pure: true },
    flock: { returns: { range: { low: -1, high: 0 } }, pure: true },
    isatty: { returns: { range: { low: 0, high: 1 } }, pure: true },
    tcgetattr: { writes: [{ arg: 1, content: "unknown" }], returns: { range: { low: -1, high: 0 } }, pure: true },
    tcsetattr: { returns: { range: { low: -1, high: 0 } }, pure: true },
    tcflush: { returns: { range: { low: -1, high: 0 } }, pure: true },
    popen: { returns: { allocates: { kind: "pipe" }, null: "maybe" }, sinks: [{ arg: 0, kind: "command" }], mustCheck: true, pure: true },
    pclose: { frees: [0], family: "pipe", nonNull: [0], pure: true },
    ntohs: order(65535),
    htons: order(65535),
    ntohl: order(4294967295),
    htonl: order(4294967295),
    be16toh: order(65535),
    le16toh: order(65535),
    be32toh: order(4294967295),
    le32toh: order(4294967295),
    inet_addr: { pure: true },
    inet_pton: { pure: true },
    usleep: { sinks: [{ arg: 0, kind: "duration" }], pure: true },
    sleep: { sinks: [{ arg: 0, kind: "duration" }], pure: true },
    nanosleep: { pure: true },
    _exit: { noReturn: true },
    pthread_exit: { noReturn: true },
    secure_getenv: { taint: { kind: "environment", returns: true }, returns: { null: "maybe" }, mustCheck: true, pure: true },
    random: { taint: { kind: "random", returns: true }, returns: { range: { low: 0, high: 2147483647 } }, pure: true },
    posix_memalign: { writes: [{ arg: 0, content: "unknown" }], mustCheck: true, pure: true },
    pthread_mutex_lock: { pure: true },
    pthread_mutex_unlock: { pure: true },
  }),
};

type FunctionModel = NonNullable<ModelFile["functions"]>[string];
type Amount = NonNullable<NonNullable<FunctionModel["writes"]>[number]["bytes"]>;

/** Fills a buffer with at most `bytes`; the result says with how many, or is negative. */
function input(kind: string, arg: number, bytes: Amount): FunctionModel {
  return {
    taint: { kind, outputs: [arg] },
    writes: [{ arg, bytes, content: "unknown", atMost: true }],
    returns: { range: { low: -1, high: bytes } },
    mustCheck: true,
    pure: true,
  };
}

function order(high: number): FunctionModel {
  return { returns: { range: { low: 0, high }, taintFrom: [0] }, pure: true };
}

/** None of these functions keeps a pointer beyond the call. */
function keepNothing(functions: Readonly<Record<string, FunctionModel>>): Record<string, FunctionModel> {
  return Object.fromEntries(Object.entries(functions).map(([name, model]) => [name, { ...model, keepsNothing: true }]));
}
