import type { LookupFunction } from 'node:net';
import { ScribeError } from '../errors.js';
import { readServerAddress, usualPlaces } from './address.js';
import { type Connection, openConnection } from './connection.js';
import { connectionFailure, serverFailure } from './failures.js';
import { listModels, type OfferedModel } from './find-server.js';
import { type LanguageModel, languageModel } from './language-model.js';

/** What the settings say about language models. */
export interface ModelSettings {
  /** `auto`, `none`, or the address of a server. */
  readonly llm: string;
  /** Null: one that is in memory, else the first. */
  readonly llmModel: string | null;
  /** Sent to the server that `llm` names, and to no other. */
  readonly llmKey: string | null;
  readonly llmRemote: 'refuse' | 'allow';
  /** Tokens; null: what the server says. */
  readonly llmContext: number | null;
  /** Seconds in which nothing may arrive. */
  readonly llmTimeout: number;
}

interface Found {
  /** `Ollama` where that usually listens; else the host. */
  readonly name: string;
  readonly url: URL;
  readonly models: readonly OfferedModel[];
}

interface Surroundings {
  readonly signal: AbortSignal;
  readonly lookup?: LookupFunction;
  /** Where servers are looked for. */
  readonly places?: typeof usualPlaces;
}

const modelDefaults = {
  /** Tokens, where neither the server nor a setting says it: what Ollama takes on a machine with little memory. */
  context: 4096,
  /** Milliseconds for a question about the models of a server on this machine. */
  patience: 1500,
  /** The same for the one that the settings name, which may be further away. */
  patienceNamed: 10_000,
} as const;

/**
 * The server that the settings name, or all that listen where such servers usually do on this machine.
 * @throws ScribeError USAGE or MODEL when the named one is not allowed, does not answer or is no such server.
 */
export async function findServers(
  settings: ModelSettings,
  surroundings: Surroundings,
): Promise<readonly Found[]> {
  const connection = openConnection(settings.llmRemote === 'allow', surroundings.lookup);
  try {
    return await find(connection, settings, surroundings);
  } finally {
    await connection.close();
  }
}

/** @returns null when `llm` is `none`, or `auto` and no server is there. The caller closes the model. */
export async function openLanguageModel(
  settings: ModelSettings,
  surroundings: Surroundings,
): Promise<LanguageModel | null> {
  const connection = openConnection(settings.llmRemote === 'allow', surroundings.lookup);
  try {
    const found = await find(connection, settings, surroundings);
    const chosen = chooseModel(found, settings.llmModel);
    if (chosen)
      return languageModel({
        connection,
        url: chosen.url,
        key: settings.llm === 'auto' ? null : settings.llmKey,
        name: chosen.model.name,
        context: settings.llmContext ?? chosen.model.context ?? modelDefaults.context,
        idle: settings.llmTimeout * 1000,
      });
  } catch (thrown) {
    await connection.close();
    throw thrown;
  }
  await connection.close();
  return null;
}

async function find(
  connection: Connection,
  { llm, llmKey }: ModelSettings,
  { signal, places = usualPlaces }: Surroundings,
): Promise<readonly Found[]> {
  if (llm === 'none') return [];
  if (llm !== 'auto') {
    const url = readServerAddress(llm);
    const patience = modelDefaults.patienceNamed;
    const models = await listModels({ connection, url, key: llmKey, patience, signal }).catch((thrown) => {
      signal.throwIfAborted();
      throw connectionFailure(thrown, url, patience);
    });
    if (models === null) throw serverFailure(url, 'what answers there is no server of language models');
    return [{ name: url.host, url, models }];
  }
  const patience = modelDefaults.patience;
  const found = await Promise.all(
    places.map(async ({ name, port }) => {
      const url = readServerAddress(`http://127.0.0.1:${port}`);
      // Nobody listens there, or another program: nothing to say about.
      const models = await listModels({ connection, url, key: null, patience, signal }).catch(() => null);
      return models && { name, url, models };
    }),
  );
  signal.throwIfAborted();
  return found.filter((server) => server !== null);
}

/**
 * The model that is wanted: by its name, or the beginning of one (`llama3.2` for `llama3.2:latest`); without a wish, one
 * that is in memory, else the first.
 *
 * @throws ScribeError MODEL when no server has it.
 */
function chooseModel(
  servers: readonly Found[],
  wanted: string | null,
): { readonly url: URL; readonly model: OfferedModel } | null {
  const offers = servers.flatMap(({ url, models }) => models.map((model) => ({ url, model })));
  if (wanted === null) return offers.find(({ model }) => model.loaded === true) ?? offers[0] ?? null;
  const chosen =
    offers.find(({ model }) => model.name === wanted) ??
    offers.find(({ model }) => model.name.toLowerCase().startsWith(wanted.toLowerCase()));
  if (chosen || servers.length === 0) return chosen ?? null;
  const names = offers.map(({ model }) => model.name);
  throw new ScribeError('MODEL', `Looking for the language model ${wanted} failed: no server has it.`, {
    hint: names.length > 0 ? `There are: ${names.join(', ')}.` : 'The servers that were found have no model.',
  });
}
