import { join } from 'node:path';
import { z } from 'zod';
import { normalize } from '../domain/vectors.js';
import type { InstalledModel } from '../models/installed.js';
import { requireNumbers } from '../onnx/require-numbers.js';
import { openSession, type Session, Tensor } from '../onnx/session.js';
import { readVocabulary } from './read-vocabulary.js';
import { tokenizeText } from './word-pieces.js';

/** Turns texts into vectors that are near each other when the texts mean the same. */
export interface TextEmbedder {
  /** Name in the catalog; vectors of two models cannot be compared. */
  readonly model: string;
  readonly dims: number;
  /** A unit vector of each text, in their order. What is longer than the model takes counts with its beginning. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Catalog parameters: the file of the network, the length of its vectors, and how many tokens a text may have. */
const parametersSchema = z.object({
  file: z.string(),
  dims: z.int().positive(),
  tokens: z.int().positive(),
});

/**
 * Opens a sentence embedding network with the layout of BERT: `input_ids`, `attention_mask` and `token_type_ids` i64 [1, T]
 * -> `last_hidden_state` f32 [1, T, dims]. The vector of a text is the mean over its tokens (Reimers and Gurevych 2019).
 *
 * @throws ScribeError MODEL when a file is missing or damaged.
 */
export async function openTextEmbedder(
  { name, folder, parameters }: InstalledModel,
  { threads }: { readonly threads: number },
): Promise<TextEmbedder> {
  const { file, dims, tokens } = parametersSchema.parse(parameters);
  const vocabulary = readVocabulary(folder);
  const session = await openSession(join(folder, file), { threads, fuseQuantized: true });
  return {
    model: name,
    dims,
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (const text of texts)
        vectors.push(await embedTokens(session, name, tokenizeText(text, vocabulary, tokens), dims));
      return vectors;
    },
    close: () => session.release(),
  };
}

/**
 * The vector of one text. Quantized networks scale what they compute by the largest number of a run: beside other texts
 * this one would have another vector.
 */
async function embedTokens(
  session: Session,
  model: string,
  tokens: readonly number[],
  dims: number,
): Promise<Float32Array> {
  const { length } = tokens;
  const tensor = (values: BigInt64Array) => new Tensor('int64', values, [1, length]);
  const feeds: Record<string, Tensor> = {
    input_ids: tensor(BigInt64Array.from(tokens, BigInt)),
    attention_mask: tensor(new BigInt64Array(length).fill(1n)),
  };
  // Exports of models with one segment may leave it out.
  if (session.inputNames.includes('token_type_ids')) feeds.token_type_ids = tensor(new BigInt64Array(length));
  const { last_hidden_state: states } = await session.run(feeds, ['last_hidden_state']);
  const values = states.data as Float32Array;
  requireNumbers(values, `the model ${model}`, length * dims);
  const sum = new Float32Array(dims);
  for (let i = 0; i < length; i++) for (let d = 0; d < dims; d++) sum[d] += values[i * dims + d];
  return normalize(sum);
}
