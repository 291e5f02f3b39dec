/**
 * Who speaks when, beside sherpa-onnx's offline diarization with the same two networks, on the same recordings, in turns
 * in one run: seconds, real time factors, their ratio, and error rates.
 * Run: npm run build && npm run bench:diarization -- [FOLDER...] [--precision float32|int8] [--threads 2] [--turns 3]
 *
 * Without folders: ../shared/audio/{meetings,ami}; a folder holds .flac or .pcm with .rttm of the same name.
 * float32: segmentation-3.0 as published, and CAM++ with its rounded weights in float32 arithmetic (its weights before
 * that are not at hand). int8: what ships. scribe's seconds are those of its stages: detection of speech, and telling voices
 * apart; recognition runs as well and is not counted. sherpa-onnx needs no detection of speech.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseRttm, type SpeakerSpan, scoreDiarization, totalScore } from '../eval/score-diarization.js';
import { decodingDefaults } from '../src/asr/recognizer.js';
import { sampleRate } from '../src/domain/recording.js';
import { speechModel } from '../src/ingest/choose-models.js';
import type { InstalledModel } from '../src/models/installed.js';
import { type ProcessPlan, soleRecognizer } from '../src/pipeline/plan.js';
import { installPeers, startContestant } from './asr/contestants.js';
import { describeMachine, inTurns, openTable, ratio } from './asr/measure.js';
import { inFloat32 } from './diarization/in-float32.js';
import { readSamples, sharedAudio, shippedModel } from './recordings.js';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { precision: { type: 'string' }, threads: { type: 'string' }, turns: { type: 'string' } },
});
const precision = flags.precision ?? 'float32';
const threads = Number(flags.threads ?? '2');
const turns = Number(flags.turns ?? '3');
/** The best of three on recordings like these, for both networks. */
const sherpaThreshold = 0.8;

interface Recording {
  readonly pcmPath: string;
  readonly seconds: number;
  readonly reference: readonly SpeakerSpan[];
}
interface Heard {
  readonly spans: readonly SpeakerSpan[];
}

const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
const folders = positionals.length > 0 ? positionals : ['meetings', 'ami'].map((name) => sharedAudio(name));
console.log(describeMachine());
try {
  installPeers();
  const models = modelsIn(precision);
  const scribe = startContestant('scribe');
  await scribe.call('load', { plan: planFor(models) });
  const sherpa = startContestant('sherpa');
  const [segmentation, embedding] = [models.segmentation, models.voice].map(fileOf);
  await sherpa.call('loadDiarization', { segmentation, embedding, threads, threshold: sherpaThreshold });

  const row = openTable(
    `Who speaks, ${precision}, ${threads} threads (median of ${turns}; seconds of scribe's stages are the last turn's)`,
    [
      'recordings',
      'seconds',
      'scribe: speech + voices',
      'RTF',
      'sherpa-onnx',
      'RTF',
      'sherpa-onnx / scribe',
      'DER',
      'DER sherpa-onnx',
    ],
  );
  for (const folder of folders) {
    const recordings = readFolder(folder);
    const stages = { speech: 0, voices: 0 };
    const heard: Record<string, Heard[]> = {};
    const found = await inTurns(
      {
        async scribe() {
          [heard.scribe, stages.speech, stages.voices] = [[], 0, 0];
          for (const { pcmPath } of recordings) {
            type Answer = Heard & { readonly stages: Readonly<Record<string, number>> };
            const answer = await scribe.call<Answer>('diarize', { pcmPath });
            heard.scribe.push(answer);
            stages.speech += answer.stages['detect-speech'];
            stages.voices += answer.stages.diarize;
          }
          return stages.speech + stages.voices;
        },
        async sherpa() {
          heard.sherpa = [];
          let seconds = 0;
          for (const { pcmPath } of recordings) {
            const answer = await sherpa.call<Heard & { readonly seconds: number }>('diarize', { pcmPath });
            heard.sherpa.push(answer);
            seconds += answer.seconds;
          }
          return seconds;
        },
      },
      turns,
      // A single turn is for trying the benchmark out.
      turns > 1 ? 1 : 0,
    );
    const length = recordings.reduce((sum, { seconds }) => sum + seconds, 0);
    const errors = ['scribe', 'sherpa'].map(
      (name) =>
        totalScore(recordings.map(({ reference }, i) => scoreDiarization(reference, heard[name][i].spans)))
          .der,
    );
    row(
      basename(folder),
      length.toFixed(0),
      `${stages.speech.toFixed(2)} + ${stages.voices.toFixed(2)}`,
      (found.scribe / length).toFixed(4),
      found.sherpa.toFixed(2),
      (found.sherpa / length).toFixed(4),
      ratio(found.sherpa / found.scribe),
      ...errors.map((der) => der.toFixed(3)),
    );
  }
  scribe.close();
  sherpa.close();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function modelsIn(name: string): Record<'segmentation' | 'voice', InstalledModel> {
  const [segmentation, voice] = ['segmentation-3.0', 'campplus-zh-en'].map(shippedModel);
  if (name === 'int8') return { segmentation, voice };
  if (name !== 'float32') throw new Error(`There is no precision "${name}": float32, int8.`);
  writeFileSync(join(work, 'voice.onnx'), inFloat32(readFileSync(fileOf(voice))));
  return {
    segmentation: withFile(segmentation, sharedAudio('..', 'models', 'segmentation-3.0'), 'model.onnx'),
    voice: withFile(voice, work, 'voice.onnx'),
  };
}

function withFile(model: InstalledModel, folder: string, file: string): InstalledModel {
  return { ...model, folder, hash: `${model.hash} ${file}`, parameters: { ...model.parameters, file } };
}

function fileOf({ folder, parameters }: InstalledModel): string {
  return join(folder, typeof parameters.file === 'string' ? parameters.file : 'model.onnx');
}

function planFor(models: Record<'segmentation' | 'voice', InstalledModel>): ProcessPlan {
  return {
    models: {
      speech: shippedModel(speechModel),
      recognition: soleRecognizer(shippedModel('whisper-tiny.en-scribe')),
      ...models,
    },
    language: 'en',
    languages: [],
    decoding: decodingDefaults,
    threads,
    speakers: null,
    minSpeakers: null,
    maxSpeakers: null,
    hallucinations: 'suppress',
  };
}

/** Recordings of a folder that have an answer, as raw samples. */
function readFolder(folder: string): Recording[] {
  return readdirSync(folder)
    .sort()
    .filter((file) => /\.(flac|pcm)$/.test(file))
    .map((file) => ({ path: join(folder, file), base: join(folder, basename(file, extname(file))) }))
    .filter(({ base }) => existsSync(`${base}.rttm`))
    .map(({ path, base }) => {
      const pcmPath = path.endsWith('.pcm') ? path : join(work, `${basename(base)}.pcm`);
      if (pcmPath !== path)
        writeFileSync(
          pcmPath,
          Int16Array.from(readSamples(path), (x) => Math.round(x * 32768)),
        );
      const reference = parseRttm(readFileSync(`${base}.rttm`, 'utf8'));
      return { pcmPath, seconds: statSync(pcmPath).size / 2 / sampleRate, reference };
    });
}
