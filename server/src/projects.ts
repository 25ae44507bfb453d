import { basename } from "node:path";
import { URI } from "vscode-uri";
import type { FilePath } from "../../engine/src/index.js";
import { enginePath, isInside, nearestRoot, type ProjectFolder, type ProjectKey } from "../../host/src/index.js";

/** A project that the server knows: a folder with its own `vitalint.json`, an opened folder, or a single file outside of all. */
export interface Project {
  /** Names its engine. */
  readonly key: ProjectKey;
  /** URI of its folder, or of its single file. */
  readonly uri: string;
  readonly name: string;
  /** Absolute path of its folder; `undefined` for a single file, of which nothing around is read. */
  readonly root: string | undefined;
  /** Its configuration and files as last read from disk. */
  folder: ProjectFolder | undefined;
  /** Settles when the engine has the configuration, so that no finding is shown that it switches off. Never rejects. */
  configured: Promise<void>;
  /** True when a `vitalint.json` was sent from disk. */
  isConfigured: boolean;
  /** True when all files are known to the engine and were looked into. */
  indexed: boolean;
  /** True when all files were looked into once: the trace is whole, though data may not have been followed through the code yet. */
  filesRead: boolean;
}

/** A file as its project's engine names it. */
export interface ProjectFile {
  readonly project: Project;
  readonly path: FilePath;
}

/**
 * Which project a file belongs to: the nearest `vitalint.json` above it, up to the opened folder; the opened folder itself
 * when there is none. Files outside of all opened folders, and documents that are no files, are projects of their own.
 */
export class Projects {
  private folders: readonly string[] = [];
  private readonly projects = new Map<ProjectKey, Project>();
  private readonly roots = new Map<string, string>();

  constructor(private readonly created: (project: Project) => void) {}

  /** Absolute paths of the opened folders. */
  get openedFolders(): readonly string[] {
    return this.folders;
  }

  setFolders(uris: readonly string[]): void {
    this.folders = uris.map((uri) => URI.parse(uri)).flatMap((uri) => (uri.scheme === "file" ? [withoutSlash(uri.fsPath)] : []));
    this.roots.clear();
  }

  get all(): readonly Project[] {
    return [...this.projects.values()];
  }

  /** Projects that are folders, in order of their paths: what reports and views are about. */
  get named(): readonly Project[] {
    return this.all.filter(({ root }) => root !== undefined).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  locate(uri: string): ProjectFile {
    const parsed = URI.parse(uri);
    if (parsed.scheme === "file") {
      const file = parsed.fsPath;
      const outermost = this.outermost(file);
      if (outermost !== undefined) {
        const root = this.rootOf(file, outermost);
        return { project: this.project(root), path: enginePath(root, file) };
      }
    }
    return { project: this.single(uri, parsed), path: basename(parsed.path) };
  }

  /** The project of a folder; made when it is new. */
  project(root: string): Project {
    const known = this.projects.get(root);
    if (known) return known;
    return this.add({ key: root, uri: URI.file(root).toString(), name: basename(root), root });
  }

  /** Forgets where files belong: a `vitalint.json` came or went. */
  forgetRoots(): void {
    this.roots.clear();
  }

  remove(project: Project): void {
    this.projects.delete(project.key);
    this.roots.clear();
  }

  /** Folders inside of `root` that are projects of their own, relative to it. */
  nestedIn(root: string): ReadonlySet<FilePath> {
    const others = [...this.all.flatMap((project) => project.root ?? []), ...this.folders];
    return new Set(others.filter((other) => other !== root && isInside(other, root)).map((other) => enginePath(root, other)));
  }

  private single(uri: string, parsed: URI): Project {
    return this.projects.get(uri) ?? this.add({ key: uri, uri, name: basename(parsed.path), root: undefined });
  }

  private add(named: Pick<Project, "key" | "uri" | "name" | "root">): Project {
    const project: Project = {
      ...named,
      folder: undefined,
      configured: Promise.resolve(),
      isConfigured: false,
      indexed: false,
      filesRead: false,
    };
    this.projects.set(project.key, project);
    this.created(project);
    return project;
  }

  /** The innermost opened folder that holds a file. */
  private outermost(file: string): string | undefined {
    return this.folders.filter((folder) => isInside(file, folder)).sort((a, b) => b.length - a.length)[0];
  }

  private rootOf(file: string, outermost: string): string {
    const folder = file.slice(0, Math.max(0, file.length - basename(file).length - 1));
    let root = this.roots.get(folder);
    if (root === undefined) this.roots.set(folder, (root = nearestRoot(file, outermost)));
    return root;
  }
}

/** URI of a project's file; a single file's own URI whatever its scheme. */
export function uriOf(project: Project, path: FilePath): string {
  return project.root === undefined ? project.uri : URI.file(`${project.root}/${path}`).toString();
}

function withoutSlash(path: string): string {
  return path.length > 1 && /[/\\]$/.test(path) ? path.slice(0, -1) : path;
}
