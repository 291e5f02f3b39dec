import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { z } from 'zod';
import { dropThinking } from './drop-thinking.js';
import { messageOf, serverFailure } from './failures.js';

/** What an answer took; null: the server does not say. */
export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Of the input, what the server still knew from before. */
  readonly cachedTokens: number | null;
}

export interface Answer {
  readonly text: string;
  readonly usage: Usage;
  /** `length`: it was cut off, by the server or here. */
  readonly finish: 'stop' | 'length';
}

const count = z.int().min(0).nullish().catch(null);

/** A chunk of `chat.completion.chunk`, as far as it is used. */
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        /** Some servers answer as if streaming had not been asked for. */
        message: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count }).nullish().catch(null),
    })
    .nullish(),
  error: z.unknown().optional(),
});

/** Bytes of a stream for each token that was asked for: a chunk wraps a token in about 300. */
const bytesPerToken = 2000;
const bytesAtLeast = 1_000_000;
/** Characters of an answer for each token that was asked for: no tokenizer has tokens of that length on average. */
const charactersPerToken = 12;

/**
 * Reads a streamed answer to its end. A stream that goes on for ever is left when it is longer than what was asked for.
 *
 * @param onText gets what belongs to the answer as it arrives.
 * @throws ScribeError MODEL for what is no such stream, and for one that ends before the answer does.
 */
export async function receiveAnswer(
  body: AsyncIterable<Uint8Array>,
  {
    url,
    maxTokens,
    onText,
  }: { readonly url: URL; readonly maxTokens: number; readonly onText: (text: string) => void },
): Promise<Answer> {
  const answerOnly = dropThinking();
  let text = '';
  let usage: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null };
  let finish: Answer['finish'] | null = null;
  let ended = false;
  const take = (data: string): void => {
    if (data.trim() === '[DONE]') {
      ended = true;
      return;
    }
    const chunk = readChunk(data, url);
    for (const { delta, message, finish_reason } of chunk.choices.slice(0, 1)) {
      const piece = answerOnly(delta?.content ?? message?.content ?? '');
      if (piece !== '') onText(piece);
      text += piece;
      if (finish_reason) finish = finish_reason === 'length' ? 'length' : 'stop';
    }
    if (chunk.usage) usage = usageOf(chunk.usage);
  };
  let stray = '';
  let bytes = 0;
  const parser = createParser({
    onEvent: ({ data }: EventSourceMessage) => take(data),
    // A line that is none of an event stream: JSON, or a web page.
    onError: ({ line, value }) => {
      if (stray.length < 10_000) stray += line ?? value ?? '';
    },
    maxBufferSize: bytesAtLeast,
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    bytes += chunk.length;
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (ended) break;
    if (text.length > maxTokens * charactersPerToken || bytes > bytesAtLeast + maxTokens * bytesPerToken) {
      finish = 'length';
      break;
    }
  }
  parser.reset({ consume: true });
  if (finish === null && text === '' && stray !== '') take(stray);
  if (finish !== null) return { text, usage, finish };
  // Some servers end a stream without saying why: with [DONE] it is whole.
  if (ended && text !== '') return { text, usage, finish: 'stop' };
  throw serverFailure(url, text === '' ? 'the answer is empty' : 'the answer broke off in the middle', {
    hint: 'See what the server wrote into its log, then run this again.',
  });
}

function readChunk(data: string, url: URL): z.infer<typeof chunkSchema> {
  let parsed: z.infer<typeof chunkSchema>;
  try {
    parsed = chunkSchema.parse(JSON.parse(data));
  } catch (cause) {
    throw serverFailure(url, `its answer is none of a language model${messageOf(data)}`, { cause });
  }
  if (parsed.error) throw serverFailure(url, `it reports an error${messageOf(data)}`);
  return parsed;
}

function usageOf(usage: NonNullable<z.infer<typeof chunkSchema>['usage']>): Usage {
  return {
    inputTokens: usage.prompt_tokens ?? null,
    outputTokens: usage.completion_tokens ?? null,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? null,
  };
}
