import { z } from 'zod';
import { ScribeError } from '../errors.js';
import { type ChatMessage, type LanguageModel, RefusedFormat } from './language-model.js';
import type { Answer, Usage } from './receive-answer.js';
import { repairJson } from './repair-json.js';

/** How a server is told that JSON is wanted, from the strictest to none at all. */
const ways = ['schema', 'object', 'plain'] as const;
type Way = (typeof ways)[number];

export interface JsonRequest<T> {
  /** Of the schema, in letters and underscores. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly signal: AbortSignal;
}

export interface JsonAnswer<T> {
  readonly value: T;
  /** Of the call that gave the value. */
  readonly usage: Usage;
}

/**
 * Asks for values of a schema. A server that does not know `response_format` is asked without it from then on. An answer
 * that is not of the schema is asked for once more in the next way, with what was wrong.
 *
 * @throws ScribeError MODEL when no way gives such a value.
 */
export function jsonAsker(model: LanguageModel): <T>(request: JsonRequest<T>) => Promise<JsonAnswer<T>> {
  let strictest = 0;
  return async <T>({ name, schema, messages, maxTokens, signal }: JsonRequest<T>) => {
    const jsonSchema = z.toJSONSchema(schema, { io: 'input' });
    let complaint: string | null = null;
    for (let i = strictest; i < ways.length; i++) {
      const way = ways[i];
      let answer: Answer;
      try {
        answer = await model.chat({
          messages: worded(messages, way, jsonSchema, complaint),
          maxTokens,
          format: formatOf(way, name, jsonSchema),
          signal,
        });
      } catch (thrown) {
        if (!(thrown instanceof RefusedFormat)) throw thrown;
        strictest = i + 1;
        continue;
      }
      const parsed = schema.safeParse(repairJson(answer.text));
      if (parsed.success) return { value: parsed.data, usage: answer.usage };
      complaint = describe(parsed.error);
    }
    throw new ScribeError(
      'MODEL',
      `Asking ${model.name} at ${model.server} failed: it does not answer with the JSON that is asked for (${complaint}).`,
      { hint: 'Small models often cannot; name a larger one with --llm-model.' },
    );
  };
}

function formatOf(way: Way, name: string, schema: unknown): unknown {
  if (way === 'schema') return { type: 'json_schema', json_schema: { name, strict: true, schema } };
  return way === 'object' ? { type: 'json_object' } : undefined;
}

function worded(
  messages: readonly ChatMessage[],
  way: Way,
  schema: unknown,
  complaint: string | null,
): readonly ChatMessage[] {
  const more = [
    ...(way === 'schema'
      ? []
      : [`Answer with one JSON value of this JSON Schema and nothing else:\n${JSON.stringify(schema)}`]),
    ...(complaint === null ? [] : [`An answer before this one was refused: ${complaint}`]),
  ];
  if (more.length === 0) return messages;
  const last = messages[messages.length - 1];
  return [...messages.slice(0, -1), { ...last, content: [last.content, ...more].join('\n\n') }];
}

function describe({ issues }: z.ZodError): string {
  const [first] = issues;
  return first.path.length === 0 ? first.message : `${first.path.join('.')}: ${first.message}`;
}
