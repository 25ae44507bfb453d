import { setFlagsFromString } from "node:v8";
import { parentPort } from "node:worker_threads";
import {
  CancellationSenderStrategy, createMessageConnection, PortMessageReader, PortMessageWriter, SharedArrayReceiverStrategy,
  type CancellationToken,
} from "vscode-jsonrpc/node"; // prettier-ignore
import {
  ENGINE_INTERFACE_VERSION,
  ProjectEngine,
  type Cancellation,
  type EngineParts,
  type FileInput,
  type FilePath,
} from "../../engine/src/index.js";
import { createEngineParts } from "./engine-parts.js";
import { ResultPack, textDigests } from "./result-pack.js";
import { SharedExchange } from "./shared-exchange.js";
import { CallRequest, CloseRequest, StartRequest, type ProjectKey } from "./worker-protocol.js";

// Entry of the engine's worker thread: one engine per project, calls in the order in which they come.

if (!parentPort) throw new Error("this file runs as a worker thread");

// The analysis is much code of which each piece runs for a few seconds only: machine code of large functions with all that they
// call inside takes longer to make than it saves, a third of the processor's time altogether. Electron's flags can't be changed.
if (process.versions["electron"] === undefined) setFlagsFromString("--max-inlined-bytecode-size-cumulative=300");

const engines = new Map<ProjectKey, ProjectEngine>();
let parts: EngineParts | undefined;
/** Files as they were set, where results are kept. */
const inputs = new Map<FilePath, FileInput>();

const connection = createMessageConnection(new PortMessageReader(parentPort), new PortMessageWriter(parentPort), undefined, {
  cancellationStrategy: {
    // A busy worker reads no messages: cancellation comes through shared memory.
    receiver: new SharedArrayReceiverStrategy(),
    sender: CancellationSenderStrategy.Message,
  },
});

connection.onRequest(StartRequest, async ({ interfaceVersion, assets, today, share, pack }) => {
  if (interfaceVersion !== ENGINE_INTERFACE_VERSION) {
    throw new Error(
      `the engine speaks version ${String(ENGINE_INTERFACE_VERSION)} of its interface, its host version ${String(interfaceVersion)}`,
    );
  }
  parts = await createEngineParts(assets, today);
  if (share) parts = { ...parts, exchange: new SharedExchange(share.memory, share.place, share.places, share.shard) };
  if (pack) parts = { ...parts, store: new ResultPack(pack, () => textDigests([...inputs.values()])) };
  return null;
});

connection.onRequest(CallRequest, ({ project, method, args }, token: CancellationToken) => {
  if (!parts) throw new Error("the engine was not started");
  let engine = engines.get(project);
  if (!engine) engines.set(project, (engine = new ProjectEngine(parts)));
  const cancellation: Cancellation = { isCancelled: () => token.isCancellationRequested };
  if (parts.store && method === "setFiles") for (const input of args[0] as readonly FileInput[]) inputs.set(input.path, input);
  const call: (...all: never[]) => unknown = engine[method].bind(engine);
  return { value: call(...([...args, cancellation] as never[])) };
});

connection.onRequest(CloseRequest, ({ project }) => {
  engines.delete(project);
  return null;
});

connection.listen();
