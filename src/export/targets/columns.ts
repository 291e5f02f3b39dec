import type { TargetTable } from '../target.js';

/*
 * What the tables of the targets have in common: columns by what they take, and the user where nobody was named.
 */

type Column = TargetTable['columns'][string];

export const uuid = { kind: 'uuid' } as const satisfies Column;
export const text = { kind: 'text' } as const satisfies Column;
export const integer = { kind: 'integer' } as const satisfies Column;
export const number = { kind: 'number' } as const satisfies Column;
export const boolean = { kind: 'boolean' } as const satisfies Column;
export const moment = { kind: 'moment' } as const satisfies Column;
export const date = { kind: 'date' } as const satisfies Column;
export const json = { kind: 'json' } as const satisfies Column;

/** A vector of a voice. */
export const voice = { kind: 'vector', voice: true } as const satisfies Column;

/** The UUID of a row in another table of the target. */
export const uuidOf = (table: string) => ({ kind: 'uuid', refersTo: table }) as const satisfies Column;

/** SQL: the id of the user whose everything is that is nobody else's. Every store has this row. */
export const localUser = "(SELECT id FROM users WHERE external_id = 'local')";

/** The integer key of a row in another table of the target. */
export const keyOf = (table: string) => ({ kind: 'integer', refersTo: table }) as const satisfies Column;

/** Text for a column that takes so many characters. */
export const atMost = (longest: number) => ({ kind: 'text', longest }) as const satisfies Column;
