/** A request of our own by its method name; the types ride along for the compiler only. */
export interface Request<Params, Result> {
  readonly method: string;
  /** Never set: carries the types. */
  readonly types?: (params: Params) => Result;
}

/** A notification of our own by its method name. */
export interface Notification<Params> {
  readonly method: string;
  /** Never set: carries the type. */
  readonly types?: (params: Params) => void;
}
