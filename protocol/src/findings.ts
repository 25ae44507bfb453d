import type { ProjectParams } from "./project.js";
import type { Request } from "./request.js";

/** `vitalint/findings`: all findings of a project, byte for byte what `vitalint check --format json` prints. */
export const findingsRequest: Request<ProjectParams, string> = { method: "vitalint/findings" };
