import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from 'node:os';
import { findFfmpeg } from '../../audio/ffmpeg/find.js';
import type { CommandContext } from '../../context.js';
import { toJson } from '../../domain/visible-text.js';
import { ScribeError, toPlainError } from '../../errors.js';
import { readCatalog } from '../../models/catalog.js';
import { isInstalled, verifyModel } from '../../models/installed.js';
import { whyNotWritten } from '../../platform/disk-errors.js';
import { processorKind } from '../../platform/processor-kind.js';
import { replaceFile } from '../../platform/replace-file.js';
import { runtimeVersion, scribeVersion } from '../../platform/versions.js';
import { printJson, writeLine } from '../../report/output.js';
import { type SettingName, settingDefinitions, settingNames } from '../../settings/definitions.js';
import { type RecentEvent, recentEvents } from '../../store/processing-events.js';
import type { Store } from '../../store/store.js';
import { storeHealth } from '../../store/store-health.js';
import { withExistingStore } from '../with-store.js';

/** Settings whose values are words of scribe, and never those of a person. */
const plain: readonly SettingName[] = [
  'language',
  'languages',
  'longForm',
  'channels',
  'speakers',
  'hallucinations',
  'style',
  'formats',
];

const contents = [
  'versions, the machine, settings, installed models, how many rows the store has, and how the stages of the last runs went',
  'It has no names, words, titles, paths or messages: of a setting that may hold such things it says only that it is set.',
] as const;

/**
 * `scribe doctor --bundle`: one JSON file for a report of a bug, for its owner alone to read until it is sent.
 * @param file null: it is printed, and not written
 */
export async function writeBundle(context: CommandContext, file: string | null): Promise<void> {
  const bundle = await makeBundle(context);
  if (file === null) return printJson(context, bundle);
  try {
    replaceFile(file, `${toJson(bundle, 2)}\n`, 0o600);
  } catch (cause) {
    throw new ScribeError('OUTPUT', `Writing the bundle ${file} failed: ${whyNotWritten(cause)}.`, {
      hint: 'Name another file: `scribe doctor --bundle FILE`, or look at it with `--print`.',
      cause,
    });
  }
  if (context.json) return printJson(context, { bundle: file });
  writeLine(context.out, `${file}: ${contents[0]}.`);
  writeLine(context.out, contents[1]);
  writeLine(context.out, 'Read it before you send it; `scribe doctor --bundle --print` shows it.');
}

async function makeBundle(context: CommandContext): Promise<object> {
  const { ffmpeg } = context.settings.values;
  return {
    format: 'scribe-bundle',
    version: 1,
    versions: {
      scribe: scribeVersion(),
      node: process.version,
      onnxruntime: runtimeVersion(),
      libc: libcVersion(),
      ffmpeg: await orCode(async () => {
        const { version, source } = await findFfmpeg({ override: ffmpeg ?? undefined });
        return { version, source };
      }),
    },
    machine: {
      system: `${platform()} ${release()} ${arch()}`,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      instructions: processorKind(),
      processors: availableParallelism(),
      memory: totalmem(),
      free: freemem(),
    },
    settings: settingNames.map((name) => describe(name, context)),
    settingsProblem: context.settingsProblem?.code ?? null,
    models: await describeModels(context),
    store: await orCode(() => withExistingStore(context, describeStore)),
  };
}

function describe(name: SettingName, { settings }: CommandContext): object {
  const value = settings.values[name];
  const source = settings.sources[name];
  if (source === 'default') return { name, source };
  const shown = typeof value === 'number' || typeof value === 'boolean' || plain.includes(name);
  // The name of a model may be one that a person made up.
  const inCatalog = readCatalog().some((model) => model.name === value);
  return {
    name,
    source,
    value: shown || inCatalog || value === settingDefinitions[name].default ? value : 'set',
  };
}

async function describeModels({ folders, signal }: CommandContext): Promise<object[]> {
  const models: object[] = [];
  for (const model of readCatalog().filter((each) => isInstalled(each, folders))) {
    const { name, task } = model;
    const found = await orCode(() => verifyModel(model, folders, { signal }));
    models.push({ name, task, ...('code' in found ? found : { hash: found.hash, size: found.size }) });
  }
  return models;
}

/** How the stages of the last runs went: this many events. */
const lastEvents = 200;

function describeStore(store: Store): object {
  const { schemaVersion, sqlite, sqliteVec, size, isRead, problems, counts, meetingsByStatus } =
    storeHealth(store);
  const known = new Set(readCatalog().map(({ name }) => name));
  const runs = new Map<string | null, number>();
  const numberOf = (id: string | null) => {
    if (!runs.has(id)) runs.set(id, runs.size + 1);
    return runs.get(id);
  };
  const plainEvent = ({ meetingId, provider, ...event }: RecentEvent) => ({
    run: numberOf(meetingId),
    ...event,
    provider: provider !== null && known.has(provider) ? provider : null,
  });
  return {
    schemaVersion,
    sqlite,
    sqliteVec,
    size,
    isRead,
    problems: problems.length,
    counts,
    meetingsByStatus,
    stages: problems.length > 0 ? [] : recentEvents(store, lastEvents).map(plainEvent),
  };
}

function libcVersion(): string | null {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime ?? null;
}

/** What cannot be found out is said by its code: messages have names and paths in them. */
async function orCode<T>(find: () => T | Promise<T>): Promise<T | { readonly code: string }> {
  try {
    return await find();
  } catch (thrown) {
    return { code: toPlainError(thrown).code };
  }
}
