// What the engine uses of csv-parse. The package's own declarations name Node's types, which no file of the engine may see.

export class CsvError extends Error {
  readonly code: string;
}

export interface RawRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

export interface Options {
  readonly delimiter: string;
  readonly raw: true;
  readonly relax_column_count: boolean;
  readonly record_delimiter: readonly string[];
  readonly on_record: (entry: RawRecord) => null;
}

export function parse(input: string, options: Options): unknown[];
