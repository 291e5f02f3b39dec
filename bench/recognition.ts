/**
 * Speed of recognition by its parts, on ten minutes of meetings (`../shared/audio/meetings`, looped).
 * Run: npm run bench:recognition -- [threads]
 *
 * RTF is wall time over audio time; "cpu" is the processor time of all threads over audio time, which a busy machine
 * disturbs less.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { chunkSpeech, shortWindowDefaults } from '../src/asr/chunk-speech.js';
import { decodingDefaults, type RecognitionWindow } from '../src/asr/recognizer.js';
import { loadWhisper, type WhisperModel } from '../src/asr/whisper/networks/model.js';
import { createWhisperRecognizer } from '../src/asr/whisper/recognizer.js';
import { batchDefaults } from '../src/asr/whisper/search/batches.js';
import { decodeWindows } from '../src/asr/whisper/search/decode.js';
import { alignTokens } from '../src/asr/whisper/timing/alignment.js';
import { buildPrompt } from '../src/asr/whisper/tokens/prompt.js';
import { positionsOf } from '../src/asr/whisper/transcribe/recognize-windows.js';
import { sampleRate } from '../src/domain/recording.js';
import type { Span } from '../src/domain/time.js';
import type { PcmReader } from '../src/features/pcm.js';

const threads = Number(process.argv[2] ?? 2);
const minutes = 10;
const trailingSilence = 0.5;
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = at('../models/whisper-tiny.en-scribe');
const meetings = ['read-2-speakers', 'read-3-speakers', 'read-4-speakers-overlap'].map((name) =>
  at(`../../shared/audio/meetings/${name}`),
);

const { pcm, speech, seconds } = loopMeetings();
const windows = chunkSpeech(speech, shortWindowDefaults);
console.log(
  `${seconds.toFixed(0)} s of meetings, ${windows.length} windows of ${(windows.reduce((a, w) => a + w.end - w.start, 0) / windows.length).toFixed(1)} s on average, ${threads} threads`,
);

const recognizer = await createWhisperRecognizer(
  {
    name: 'whisper-tiny.en-scribe',
    architecture: 'whisper',
    languages: ['en'],
    folder,
    hash: '',
    size: 0,
    parameters: { shortWindows: true, trailingSilence },
  },
  { threads },
);
const measure = meter(seconds);
await drain(windows.slice(0, 4));
await measure('recognize, end to end', () => drain(windows));
await recognizer.close();

const model = await loadWhisper(folder, { threads });
const order = [...windows].sort((a, b) => b.end - b.start - (a.end - a.start));
const batches: RecognitionWindow[][] = [];
for (let i = 0; i < order.length; i += batchDefaults.rows)
  batches.push(order.slice(i, i + batchDefaults.rows));
const { value: features } = await measure('log-mel', () => batches.map((batch) => featuresOf(model, batch)));
const { value: encoded } = await measure('encoder', async () => {
  const out: Float32Array[][] = [];
  for (const batch of features) {
    const rows: Float32Array[] = [];
    for (const mel of batch.mels) rows.push(await model.network.encode(mel, batch.positions * 2));
    out.push(rows);
  }
  return out;
});
const together = await measure(`decoder, up to ${batchDefaults.rows} rows together`, async () => {
  const out = [];
  for (const [i, batch] of features.entries())
    out.push(await decode(joined(encoded[i]), batch.positions, encoded[i].length));
  return out;
});
const oneByOne = await measure('decoder, one by one', async () => {
  for (const [i, batch] of features.entries())
    for (const hidden of encoded[i]) await decode(hidden, batch.positions, 1);
});
await measure('alignment', () => {
  for (const [i, rows] of together.value.entries())
    for (const row of rows)
      alignTokens(row.attention, {
        heads: model.alignmentHeads.length,
        positions: features[i].positions,
        used: features[i].positions,
        from: 0,
        to: row.attention.length,
        medianWidth: model.medianWidth,
      });
});
await measure('decoder networks alone', () => replay());
console.log(
  `together against one by one: ${(oneByOne.wall / together.wall).toFixed(2)} times as fast (cpu ${(oneByOne.cpu / together.cpu).toFixed(2)})`,
);
await model.network.close();

async function drain(chosen: readonly RecognitionWindow[]): Promise<void> {
  for (const batch of recognizer.planBatches(chosen))
    await recognizer.recognize(pcm, batch, { ...decodingDefaults, language: 'en' });
}

async function decode(hidden: Float32Array, positions: number, rows: number) {
  const prompt = buildPrompt(model.tokens, model.context, {
    language: 'en',
    task: 'transcribe',
    timestamps: false,
    given: [],
    previous: [],
    prefix: [],
  });
  return decodeWindows(model.network, model.tokens, hidden, positions, {
    prompts: Array.from({ length: rows }, () => prompt.ids),
    timestamps: false,
    startIndex: prompt.startIndex,
    maxTokens: Array.from({ length: rows }, () => 200),
    context: model.context,
    stopLoops: true,
    alignmentHeads: model.alignmentHeads,
    temperature: 0,
    beam: 1,
    patience: 1,
    bestOf: 1,
    random: () => Math.random,
  });
}

/** The same calls of the decoder as in `together`, without anything being done with what they give. */
async function replay(): Promise<void> {
  const layers = [...new Set(model.alignmentHeads.map(([layer]) => layer))];
  for (const [i, rows] of together.value.entries()) {
    const run = model.network.startDecoder(joined(encoded[i]), rows.length, features[i].positions);
    let live = rows.map((row) => row.tokens.length);
    await run.step(
      live.flatMap(() => [model.tokens.start, model.tokens.noTimestamps]),
      layers,
    );
    for (let step = 0; ; step++) {
      const keep = [...live.keys()].filter((k) => live[k] > step);
      if (keep.length === 0) break;
      if (keep.length < live.length) run.arrange(keep);
      live = keep.map((k) => live[k]);
      await run.step(
        live.map(() => 13),
        layers,
      );
    }
  }
}

function featuresOf(whisper: WhisperModel, batch: readonly RecognitionWindow[]) {
  const positions = Math.max(...batch.map((window) => positionsOf(window, trailingSilence)));
  const audio = new Float32Array(positions * 320);
  const mels = batch.map((window) => {
    const first = Math.round(window.start * sampleRate);
    const length = Math.round(window.end * sampleRate) - first;
    audio.fill(0);
    pcm.read(first, audio.subarray(0, length));
    const mel = new Float32Array(whisper.logMel.bins * positions * 2);
    whisper.logMel.compute(audio, mel);
    return mel;
  });
  return { positions, mels };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(rows.length * rows[0].length);
  for (const [i, row] of rows.entries()) out.set(row, i * row.length);
  return out;
}

interface Measured<T> {
  readonly value: T;
  readonly wall: number;
  readonly cpu: number;
}

function meter(audio: number) {
  return async <T>(name: string, work: () => T | Promise<T>): Promise<Measured<T>> => {
    const cpu = process.cpuUsage();
    const from = performance.now();
    const value = await work();
    const wall = (performance.now() - from) / 1000;
    const used = process.cpuUsage(cpu);
    const spent = (used.user + used.system) / 1e6;
    console.log(
      `${name.padEnd(34)} ${wall.toFixed(2).padStart(7)} s  RTF ${(wall / audio).toFixed(5)}  cpu ${(spent / audio).toFixed(5)}  ${(audio / wall).toFixed(0).padStart(4)}x`,
    );
    return { value, wall, cpu: spent };
  };
}

/** Ten minutes of the meetings, one after the other, with the speech of their references. */
function loopMeetings(): { pcm: PcmReader; speech: Span[]; seconds: number } {
  const audio = new Float32Array(minutes * 60 * sampleRate);
  const spans: Span[] = [];
  for (let filled = 0, i = 0; filled < audio.length; i++) {
    const path = meetings[i % meetings.length];
    const bytes = execFileSync(
      ffmpeg,
      ['-v', 'error', '-i', `${path}.flac`, '-f', 's16le', '-ac', '1', '-ar', '16000', '-'],
      { maxBuffer: 1 << 30 },
    );
    const meeting = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    const fits = Math.min(meeting.length, audio.length - filled);
    for (let k = 0; k < fits; k++) audio[filled + k] = meeting[k] / 32768;
    for (const line of readFileSync(`${path}.stm`, 'utf8').split('\n')) {
      const [, , , start, end] = line.split(/\s+/).map(Number);
      if (end * sampleRate > fits) continue;
      const offset = filled / sampleRate;
      if (start >= 0) spans.push({ start: offset + start, end: offset + end });
    }
    filled += fits;
  }
  const merged: { start: number; end: number }[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  const reader: PcmReader = {
    samples: audio.length,
    read(start, into) {
      const inside = audio.subarray(start, start + into.length);
      into.fill(0);
      into.set(inside);
      return inside.length;
    },
    close: () => {},
  };
  return { pcm: reader, speech: merged, seconds: audio.length / sampleRate };
}
