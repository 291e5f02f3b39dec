/**
 * What a column takes. The store has it as SQLite keeps it; the engine writes it for the type that the column has on the
 * server, such as vector(512) or real[], json or jsonb.
 */
export type ColumnKind =
  | 'uuid'
  | 'text'
  | 'integer'
  | 'number'
  /** 0 or 1 in the store. */
  | 'boolean'
  /** UTC ISO-8601 text in the store. */
  | 'moment'
  /** yyyy-mm-dd */
  | 'date'
  /** JSON text in the store. */
  | 'json'
  /** A blob in the store. */
  | 'bytes'
  /** A blob of little-endian float32 in the store; padded with zeros to the width of the column. */
  | 'vector';
