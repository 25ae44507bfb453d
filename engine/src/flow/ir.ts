/** Placeholder of the intermediate representation's root type; defined with the flow analysis. */
export interface FunctionIr {
  readonly name: string;
}
