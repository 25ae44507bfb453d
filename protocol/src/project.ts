/** A request about one project, or about the only (or first) one when `project` is absent. */
export interface ProjectParams {
  /** URI of the project's folder: the one that holds `vitalint.json`, or the opened folder. */
  readonly project?: string;
}

/** A project that the server knows. */
export interface ProjectName {
  /** URI of its folder. */
  readonly uri: string;
  /** What people call it: the folder's name. */
  readonly name: string;
}
