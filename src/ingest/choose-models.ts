import type { CommandContext } from '../context.js';
import { formatBytes } from '../domain/bytes.js';
import { ScribeError } from '../errors.js';
import {
  type CatalogModel,
  downloadSize,
  findInCatalog,
  type ModelTask,
  readCatalog,
  speaks,
} from '../models/catalog.js';
import { chooseRecognizer, recommendRecognizer } from '../models/choose.js';
import { type InstalledModel, isInstalled, verifyModel } from '../models/installed.js';
import { type Machine, readMachine } from '../models/suitability.js';
import { runnableArchitectures } from '../pipeline/architectures.js';
import type { PipelineModels } from '../pipeline/plan.js';
import type { SettingName } from '../settings/definitions.js';
import { speakerCounts } from '../settings/speaker-counts.js';
import { spokenIn } from '../settings/spoken-in.js';
import { secondRecognizers } from './choose-second.js';
import { chooseTranslator } from './choose-translator.js';

/** The value of `--model` that leaves the choice to scribe. */
export const automatic = 'auto';

/** The tasks with a choice of models, and the setting of each. */
export const modelSettings = {
  recognition: 'model',
  segmentation: 'segmentationModel',
  voice: 'voiceModel',
  'text-embedding': 'textModel',
} as const satisfies Partial<Record<ModelTask, SettingName>>;

/** The network that detects speech; there is only one. */
export const speechModel = 'silero-vad-6.2';

type Asking = Pick<CommandContext, 'settings' | 'folders'>;

/** Whether this version can run the model's architecture. */
export function canRun(model: Pick<CatalogModel, 'task' | 'architecture'>): boolean {
  return runnableArchitectures[model.task]?.includes(model.architecture) ?? false;
}

/** @throws ScribeError MODEL when this version cannot run the model's architecture. */
export function requireRunnable<T extends Pick<CatalogModel, 'name' | 'task' | 'architecture'>>(
  model: T,
  operation = 'Choosing',
): T {
  if (canRun(model)) return model;
  throw new ScribeError(
    'MODEL',
    `${operation} the model ${model.name}: this version of scribe cannot run its architecture ${model.architecture} yet.`,
    { hint: 'Run `scribe models list` and choose one that runs.' },
  );
}

/** Whether the model can recognize long speech in the way that the settings ask for. */
function hearsLongForm(
  model: Pick<CatalogModel, 'architecture'>,
  { settings }: Pick<Asking, 'settings'>,
): boolean {
  return settings.values.longForm === 'auto' || model.architecture === 'whisper';
}

/** @throws ScribeError USAGE when the model cannot recognize long speech in the way that the settings ask for. */
function requireLongForm(model: CatalogModel, context: Pick<Asking, 'settings'>): CatalogModel {
  if (hearsLongForm(model, context)) return model;
  throw new ScribeError(
    'USAGE',
    `The model ${model.name} cannot transcribe with \`--long-form sequential\`: only Whisper models can.`,
    { hint: 'Choose a Whisper model with `--model` (see `scribe models list`), or leave out `--long-form`.' },
  );
}

/** The installed models among which `auto` chooses. Their files are looked for, so this is done once for all languages. */
function automaticCandidates(
  { settings, folders }: Asking,
  catalog: readonly CatalogModel[],
): readonly CatalogModel[] {
  return catalog
    .filter((model) => canRun(model) && hearsLongForm(model, { settings }))
    .filter((model) => isInstalled(model, folders));
}

/** The installed model that `auto` takes, or null when no installed model speaks the language. */
export function automaticModel(
  context: Asking,
  catalog: readonly CatalogModel[],
  machine: Machine = readMachine(),
  language: string = spokenIn(context.settings.values).language,
): CatalogModel | null {
  return chooseRecognizer(automaticCandidates(context, catalog), language, machine);
}

/** The installed model that identifies the language: the one that ships for every language; null: it is not there. */
function languageListener(
  { folders }: Pick<Asking, 'folders'>,
  catalog: readonly CatalogModel[],
): CatalogModel | null {
  const found = catalog.find(({ shippedFor }) => shippedFor?.includes('*'));
  return found && canRun(found) && isInstalled(found, folders) ? found : null;
}

/**
 * The installed models that `auto` takes, by language. With a given language that is one; else each language that can be
 * identified may have a better one. `*` is for all languages that are not listed.
 */
export function automaticModels(
  context: Asking,
  catalog: readonly CatalogModel[],
  machine: Machine = readMachine(),
): ReadonlyMap<string, CatalogModel> {
  const { language, languages } = spokenIn(context.settings.values);
  const candidates = automaticCandidates(context, catalog);
  const otherwise = chooseRecognizer(candidates, language, machine);
  const chosen = new Map(otherwise ? [['*', otherwise]] : []);
  if (language !== automatic) return chosen;
  const heard = languageListener(context, catalog)?.languages ?? [];
  for (const code of languages.length > 0 ? languages : heard) {
    const best = chooseRecognizer(candidates, code, machine);
    if (best && best !== otherwise) chosen.set(code, best);
  }
  return chosen;
}

/**
 * The recognition models that the settings stand for, by language. A model that is named recognizes every language, and
 * need not be installed.
 *
 * @throws ScribeError MODEL when it is unknown, cannot be run, or no installed model speaks the language; USAGE
 *   when it cannot transcribe sequentially and is asked to.
 */
export function chosenRecognizers(
  context: Asking,
  catalog: readonly CatalogModel[],
  machine: Machine = readMachine(),
): ReadonlyMap<string, CatalogModel> {
  const { model } = context.settings.values;
  const { language, languages } = spokenIn(context.settings.values);
  if (model !== automatic) {
    const named = requireRunnable(findInCatalog(model, 'recognition', catalog));
    return new Map([['*', requireLongForm(named, context)]]);
  }
  const chosen = automaticModels(context, catalog, machine);
  const speaksIt = (code: string) => chosen.has(code) || (chosen.has('*') && speaks(chosen.get('*')!, code));
  const given = languages.find((code) => !speaksIt(code));
  const unspoken = given ?? (chosen.has('*') ? undefined : language);
  if (unspoken === undefined) return chosen;
  const better = recommended(catalog, unspoken, machine);
  throw new ScribeError('MODEL', `Choosing a model: no installed model speaks "${unspoken}".`, {
    hint: better
      ? `Run \`scribe models pull ${better.name}\` (${describeDownload(better)}).`
      : `No model in the catalog speaks "${unspoken}" and runs well on this machine; see \`scribe models list\`.`,
  });
}

/**
 * The model that hears which language is spoken; null: the language is given, or no installed model can hear it.
 * @throws ScribeError MODEL when there are languages to choose from, and no model that tells them apart
 */
function listenerFor(context: Asking, catalog: readonly CatalogModel[]): CatalogModel | null {
  const { language, languages } = spokenIn(context.settings.values);
  if (language !== automatic) return null;
  const listener = languageListener(context, catalog);
  const unheard = languages.filter((code) => !listener || !speaks(listener, code));
  if (unheard.length === 0) return listener;
  throw new ScribeError(
    'MODEL',
    `Choosing a model: ${listener ? `${listener.name} cannot hear` : 'no installed model hears'} whether a recording is in ${unheard.join(' or ')}.`,
    { hint: 'Leave out `--languages`, or name the only language with `--language`.' },
  );
}

/** @throws ScribeError USAGE when more people are asked for than the model can tell apart in a recording. */
function requireRoom(model: CatalogModel, { settings }: Pick<Asking, 'settings'>): CatalogModel {
  const most = model.parameters.speakers;
  const { speakers, minSpeakers } = speakerCounts(settings.values);
  const asked = speakers ?? minSpeakers;
  if (typeof most !== 'number' || asked === null || asked <= most) return model;
  throw new ScribeError(
    'USAGE',
    `The model ${model.name} cannot look for ${asked} people: it tells at most ${most} apart.`,
    {
      hint: 'Choose another one with `--segmentation-model`; without it, scribe takes the one that it ships with.',
    },
  );
}

/**
 * The model that the settings name for a task without an `auto`.
 * @throws ScribeError MODEL; USAGE when it cannot tell as many people apart as are asked for
 */
export function chosenModel(
  task: Exclude<keyof typeof modelSettings, 'recognition'>,
  { settings }: Pick<Asking, 'settings'>,
  catalog: readonly CatalogModel[] = readCatalog(),
): CatalogModel {
  const named = requireRunnable(findInCatalog(settings.values[modelSettings[task]], task, catalog));
  return requireRoom(named, { settings });
}

/** The models that the settings stand for, verified. @throws ScribeError MODEL */
export async function installedModels(
  context: CommandContext,
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<PipelineModels> {
  const { settings, folders, signal } = context;
  const recognition = chosenRecognizers(context, catalog);
  const listener = listenerFor(context, catalog);
  const segmentation = chosenModel('segmentation', context, catalog);
  const voice = chosenModel('voice', context, catalog);
  const { translate, model } = settings.values;
  const named = model === automatic ? null : recognition.get('*')!;
  const installed = catalog.filter((entry) => canRun(entry) && isInstalled(entry, folders));
  const translator = translate ? chooseTranslator(named, installed) : null;
  const verified = new Map<CatalogModel, InstalledModel>();
  const verify = async (entry: CatalogModel): Promise<InstalledModel> => {
    const known = verified.get(entry) ?? (await verifyModel(entry, folders, { signal }));
    verified.set(entry, known);
    return known;
  };
  const byLanguage: Record<string, InstalledModel> = {};
  const second: Record<string, InstalledModel> = {};
  for (const [code, entry] of secondRecognizers(settings.values, installed, recognition))
    second[code] = await verify(entry);
  for (const [code, entry] of recognition) byLanguage[code] = await verify(entry);
  return {
    speech: await verify(findInCatalog(speechModel, 'speech', catalog)),
    recognition: {
      listener: listener && (await verify(listener)),
      byLanguage,
      ...(Object.keys(second).length > 0 && { second }),
    },
    segmentation: await verify(segmentation),
    voice: await verify(voice),
    ...(translator && { translator: await verify(translator) }),
  };
}

/** The model to download for a language on this machine. */
export function recommended(
  catalog: readonly CatalogModel[],
  language: string,
  machine: Machine = readMachine(),
): CatalogModel | null {
  return recommendRecognizer(catalog.filter(canRun), language, machine);
}

/** `668 MB, CC-BY-4.0 (...)` */
export function describeDownload(model: CatalogModel): string {
  const size = downloadSize(model);
  return size === null ? model.licence : `${formatBytes(size)}, ${model.licence}`;
}
