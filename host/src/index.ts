// What the server and the command line share on Node.
export * from "./decode.js";
export * from "./engine-pool.js";
export * from "./engine-worker.js";
export * from "./findings-cache.js";
export * from "./list-files.js";
export * from "./open-project.js";
export * from "./project-files.js";
export * from "./project-roots.js";
export * from "./read-file.js";
export { gitState, gitUserName } from "./git.js";
export * from "./git-changes.js";
export { changedFiles, packPlace, textDigests, type PackPlace } from "./result-pack.js";
export * from "./run-facts.js";
export { readShard, shardsProblem, shardText, withoutShards, type ShardFile, type ShardOrigin } from "./shard-file.js";
export type { KeptFunction, Shard } from "./shared-exchange.js";
export type { ProjectKey, RemoteEngine } from "./worker-protocol.js";
export * from "./trace-readers.js";
