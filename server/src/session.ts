import type { Connection } from "vscode-languageserver/node";
import type { FilePath } from "../../engine/src/index.js";
import type { Settings } from "../../protocol/src/index.js";
import type { Analysis } from "./analysis.js";
import type { ClientAbilities } from "./client-abilities.js";
import type { Documents } from "./documents.js";
import type { EngineHost } from "./engine-host.js";
import { uriOf, type Project, type Projects } from "./projects.js";
import type { StatusReporter } from "./status.js";

/** What all features share. One per connection. */
export interface Session {
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
  settings: Settings;
  readonly documents: Documents;
  readonly projects: Projects;
  readonly host: EngineHost;
  readonly analysis: Analysis;
  readonly status: StatusReporter;
  readonly openPaths: OpenPaths;
}

/** Which of a project's files the client holds open, under the client's own spelling of their URIs. */
export class OpenPaths {
  private readonly uris = new Map<string, string>();

  add(project: Project, path: FilePath, uri: string): void {
    this.uris.set(keyOf(project, path), uri);
  }

  delete(project: Project, path: FilePath): void {
    this.uris.delete(keyOf(project, path));
  }

  clear(): void {
    this.uris.clear();
  }

  has(project: Project, path: FilePath): boolean {
    return this.uris.has(keyOf(project, path));
  }

  /** URI of a file, spelled as the client does where it has it open. */
  uriOf(project: Project, path: FilePath): string {
    return this.uris.get(keyOf(project, path)) ?? uriOf(project, path);
  }
}

function keyOf(project: Project, path: FilePath): string {
  return `${project.key}\n${path}`;
}
