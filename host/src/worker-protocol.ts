import { RequestType } from "vscode-jsonrpc";
import type { Cancellation, Engine } from "../../engine/src/index.js";
import type { PackPlace } from "./result-pack.js";
import type { ExchangeMemory, Shard } from "./shared-exchange.js";

/** Names one project inside the worker; its root folder's path serves. */
export type ProjectKey = string;

/** Parameters of an engine method without the cancellation, which travels as a token. */
type RemoteParameters<Method> = Method extends (...args: infer Args) => unknown
  ? Args extends [...infer Rest, Cancellation]
    ? Rest
    : Args
  : never;

/** An engine in a worker: the same methods, each giving a promise; a cancelled call gives `undefined` or rejects. */
export type RemoteEngine = {
  readonly [Name in keyof Engine]: (
    ...args: [...RemoteParameters<Engine[Name]>, token?: CancellationTokenLike]
  ) => Promise<ReturnType<Engine[Name]>>;
};

/** What a caller cancels by; both vscode-jsonrpc's and VS Code's tokens fit. */
export interface CancellationTokenLike {
  readonly isCancellationRequested: boolean;
}

export interface WorkerStart {
  /** ENGINE_INTERFACE_VERSION of the host; the worker refuses another. */
  readonly interfaceVersion: number;
  /** Folder that holds the parsers' wasm files. */
  readonly assets: string;
  readonly today: string;
  /** Present for a worker of several that share a project. */
  readonly share?: WorkerShare;
  /** Where results of an earlier run are, and those of this one go. */
  readonly pack?: PackPlace;
}

export interface WorkerShare {
  readonly memory: ExchangeMemory;
  readonly place: number;
  readonly places: number;
  readonly shard?: Shard;
}

export const StartRequest = new RequestType<WorkerStart, null, void>("vitalint/start");

export interface EngineCall {
  readonly project: ProjectKey;
  readonly method: keyof Engine;
  readonly args: readonly unknown[];
}

/** The value stands in an object: JSON-RPC alone can't tell `undefined` (cancelled) from `null` (nothing there). */
export interface EngineAnswer {
  readonly value: unknown;
}

export const CallRequest = new RequestType<EngineCall, EngineAnswer, void>("vitalint/call");
export const CloseRequest = new RequestType<{ readonly project: ProjectKey }, null, void>("vitalint/close");
