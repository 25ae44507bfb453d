import { ok, strictEqual } from "node:assert";
import { fork, spawn, spawnSync } from "node:child_process";
import { createServer, type AddressInfo, type Socket } from "node:net";
import {
  createProtocolConnection, IPCMessageReader, IPCMessageWriter, SocketMessageReader, SocketMessageWriter, type InitializeResult, type ProtocolConnection,
} from "vscode-languageserver/node"; // prettier-ignore
import { SERVER_PROGRAM } from "../harness/lsp-client.js";

describe("server: transports", function () {
  this.timeout(60_000);

  async function greet(connection: ProtocolConnection): Promise<void> {
    connection.listen();
    const { serverInfo, capabilities } = await connection.sendRequest<InitializeResult>("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders: null,
    });
    strictEqual(serverInfo?.name, "Vitalint");
    strictEqual(capabilities.codeActionProvider, undefined, "a client that can't show actions is offered none");
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    connection.dispose();
  }

  it("are Node's own channel", async () => {
    const child = fork(SERVER_PROGRAM, ["--node-ipc"], { silent: true });
    await greet(createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child)));
    child.kill();
  });

  it("are a socket that the client listens on", async () => {
    const server = createServer();
    const socket = new Promise<Socket>((resolve) => server.once("connection", resolve));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const child = spawn(process.execPath, [SERVER_PROGRAM, `--socket=${(server.address() as AddressInfo).port}`], { stdio: "ignore" });
    const connected = await socket;
    await greet(createProtocolConnection(new SocketMessageReader(connected), new SocketMessageWriter(connected)));
    child.kill();
    server.close();
  });

  it("have to be named", () => {
    const { status, stderr } = spawnSync(process.execPath, [SERVER_PROGRAM], { encoding: "utf8" });
    strictEqual(status, 2);
    ok(stderr.includes("--stdio"), stderr);
  });
});
