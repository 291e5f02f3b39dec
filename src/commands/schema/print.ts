import type { CommandContext } from '../../context.js';
import { transcriptSchema } from '../../render/json.js';
import { eventSchema } from '../../report/event-schema.js';
import { printJson } from '../../report/output.js';

const schemas = { transcript: transcriptSchema, events: eventSchema } as const;

/** `scribe schema WHAT` */
export function printSchema(context: CommandContext, what: keyof typeof schemas): void {
  printJson(context, schemas[what]());
}
