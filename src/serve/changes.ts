import { z } from 'zod';
import { ScribeError } from '../errors.js';

const id = z.string().min(1).max(64);
const said = z.string().max(100_000);

/** What the page of a meeting can change: turns, the name of a speaker, the title. */
const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), turnId: id, text: said }),
  z.strictObject({ kind: z.literal('speaker'), turnId: id, clusterId: id }),
  z.strictObject({ kind: z.literal('split'), turnId: id, at: z.int().positive(), clusterId: id.optional() }),
  z.strictObject({ kind: z.literal('merge'), turnId: id, nextId: id }),
  /** Null takes the name away. */
  z.strictObject({ kind: z.literal('name'), clusterId: id, name: z.string().max(255).nullable() }),
  z.strictObject({ kind: z.literal('title'), title: z.string().trim().min(1).max(255) }),
]);

export type PageChange = z.infer<typeof change>;

const changes = z.strictObject({ changes: z.array(change).min(1).max(1000) });
const undoing = z.strictObject({ operations: z.array(z.int().positive()).min(1).max(1000) });

/** @throws ScribeError USAGE when a page of ours would not send that. */
export function readChanges(body: string): readonly PageChange[] {
  return parsed(changes, body).changes;
}

/** The operations that are to be undone, as `readChanges`. */
export function readUndoing(body: string): readonly number[] {
  return parsed(undoing, body).operations;
}

function parsed<T>(schema: z.ZodType<T>, body: string): T {
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new ScribeError('USAGE', 'Reading the change failed: it is not of the form that a page sends.', {
      hint: 'Load the page again.',
      cause,
    });
  }
}
