import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodingDefaults } from '../../src/asr/recognizer.js';
import type { ProcessPlan } from '../../src/pipeline/plan.js';
import { type Contestant, type ContestantName, type Recognized, startContestant } from './contestants.js';
import { inTurns, megabytes, openTable, ratio } from './measure.js';
import { type BenchModel, pipelineModels } from './models.js';
import { windowsOf, writeRecording } from './recording.js';

export interface EndToEndOptions {
  readonly work: string;
  readonly minutes: number;
  readonly turns: number;
  readonly threads: readonly number[];
}

/** Whole recordings: samples to text. scribe's seconds have the detection of speech in them, sherpa-onnx's do not. */
export async function compareEndToEnd(
  models: readonly BenchModel[],
  options: EndToEndOptions,
): Promise<void> {
  const { work, minutes, turns } = options;
  const pcmPath = join(work, 'recording.pcm');
  writeRecording(pcmPath, minutes);
  const opening = join(work, 'opening.pcm');
  writeRecording(opening, 0.2);
  const row = openTable(
    `End to end, ${minutes} minutes: real time factors (median of ${turns}); words written; peak memory`,
    [
      'model',
      'threads',
      'scribe',
      'transformers.js',
      'sherpa-onnx',
      'transformers.js / scribe',
      'sherpa-onnx / scribe',
      'words',
      'peaks',
    ],
  );
  const pcm = readFileSync(pcmPath);
  const samples = Float32Array.from(
    new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1),
    (x) => x / 32768,
  );
  for (const model of models) {
    const windows = await windowsOf(samples, model.installed.parameters.shortWindows === true);
    const sherpaFolder = join(work, `${model.name}-sherpa`);
    model.writeForSherpa(sherpaFolder);
    for (const threads of options.threads) {
      const field = {
        scribe: await load('scribe', { plan: planFor(model, threads) }),
        transformers: await load('transformers', { folder: model.installed.folder, threads }),
        sherpa: await load('sherpa', { folder: sherpaFolder, threads, tailPaddings: model.tailPaddings }),
      };
      const last = new Map<string, Recognized>();
      const heat = (name: keyof typeof field) => async () => {
        const found = await field[name].call<Recognized>('recognize', { pcmPath, windows });
        last.set(name, found);
        return found.seconds / (minutes * 60);
      };
      // The first windows pay for memory that is then at hand, and scribe opens its worker pool when it is needed.
      for (const contestant of Object.values(field))
        await contestant.call('recognize', { pcmPath: opening, windows: [[0, 12]] });
      const found = await inTurns(
        { scribe: heat('scribe'), transformers: heat('transformers'), sherpa: heat('sherpa') },
        turns,
        0,
      );
      for (const contestant of Object.values(field)) contestant.close();
      const all = ['scribe', 'transformers', 'sherpa'].map((name) => last.get(name));
      row(
        model.name,
        `${threads}`,
        ...[found.scribe, found.transformers, found.sherpa].map((value) => value.toFixed(4)),
        ratio(found.transformers / found.scribe, { atLeast: 3 }),
        ratio(found.sherpa / found.scribe, { atLeast: 2 }),
        all.map((one) => one?.words).join(', '),
        all.map((one) => megabytes(one?.peak ?? null)).join(', '),
      );
    }
  }
}

async function load(name: ContestantName, request: object): Promise<Contestant> {
  const contestant = startContestant(name);
  await contestant.call('load', request);
  return contestant;
}

export function planFor(model: BenchModel, threads: number): ProcessPlan {
  return {
    models: pipelineModels(model.installed),
    language: 'en',
    languages: [],
    decoding: decodingDefaults,
    threads,
    speakers: null,
    minSpeakers: null,
    maxSpeakers: null,
    hallucinations: 'keep',
  };
}
