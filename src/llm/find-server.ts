import { z } from 'zod';
import { type Connection, readStart } from './connection.js';
import { statusFailure } from './failures.js';

/** A model that a server offers. */
export interface OfferedModel {
  readonly name: string;
  /** Tokens of a prompt and its answer together, as the server runs it; null: it does not say. */
  readonly context: number | null;
  /** It is in memory; null: the server does not say. */
  readonly loaded: boolean | null;
}

const tokens = z.int().min(1).nullish().catch(null);

/** `/v1/models`: vLLM says `max_model_len`. */
const listSchema = z.object({
  data: z.array(z.object({ id: z.string().min(1), max_model_len: tokens })),
});

interface Extra {
  readonly path: string;
  /** What the reply says of models: by name, or of all of them. */
  readonly read: (
    reply: unknown,
  ) => readonly { readonly name: string | null; readonly context: number | null }[];
}

/** What servers say elsewhere, below the root: how much of a context they keep, and for which models. */
const extras: readonly Extra[] = [
  {
    // Ollama: models in memory.
    path: '/api/ps',
    read: (reply) => {
      const schema = z.object({ models: z.array(z.object({ name: z.string(), context_length: tokens })) });
      const { data } = schema.safeParse(reply);
      return (data?.models ?? []).map((model) => ({
        name: model.name,
        context: model.context_length ?? null,
      }));
    },
  },
  {
    // LM Studio.
    path: '/api/v0/models',
    read: (reply) => {
      const model = z.object({ id: z.string(), state: z.string(), loaded_context_length: tokens });
      const { data } = z.object({ data: z.array(model) }).safeParse(reply);
      return (data?.data ?? [])
        .filter(({ state }) => state === 'loaded')
        .map((loaded) => ({ name: loaded.id, context: loaded.loaded_context_length ?? null }));
    },
  },
  {
    // llama-server: the context of a slot, for the one model that it has.
    path: '/props',
    read: (reply) => {
      const schema = z.object({ default_generation_settings: z.object({ n_ctx: z.int().min(1) }) });
      const { data } = schema.safeParse(reply);
      return data ? [{ name: null, context: data.default_generation_settings.n_ctx }] : [];
    },
  },
];

interface Asked {
  readonly connection: Connection;
  /** The base of the API, with a slash at its end. */
  readonly url: URL;
  readonly key: string | null;
  /** Milliseconds for each question. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/**
 * The models of a server, without those that only make embeddings; null: what is there is no server of models.
 * @throws ScribeError MODEL when it wants a key or redirects; what `Connection.send` throws when there is no connection.
 */
export async function listModels(asked: Asked): Promise<readonly OfferedModel[] | null> {
  const listed = listSchema.safeParse(await getJson(asked, new URL('models', asked.url)));
  if (!listed.success) return null;
  const said = (
    await Promise.all(
      extras.map(async ({ path, read }) =>
        read(await getJson(asked, new URL(path, asked.url)).catch(() => null)),
      ),
    )
  ).flat();
  return listed.data.data
    .filter(({ id }) => !/embed|bge-|rerank/i.test(id))
    .map(({ id, max_model_len }) => {
      const known = said.find(({ name }) => name === null || name === id);
      return {
        name: id,
        context: max_model_len ?? known?.context ?? null,
        loaded: said.length === 0 ? null : known !== undefined,
      };
    });
}

/** Bytes of a list that are read. */
const longestList = 4_000_000;

/** @returns what a GET gives as JSON; null for what is no JSON, or not there. */
async function getJson({ connection, key, patience, signal }: Asked, url: URL): Promise<unknown> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const reply = await connection.send({ method: 'GET', url, key, idle: patience, signal: inTime });
  const text = await readStart(reply.body, longestList);
  if ([301, 302, 303, 307, 308, 401, 403].includes(reply.status))
    throw statusFailure(url, reply.status, reply.header('location'), text);
  if (reply.status !== 200) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
