/**
 * What decoding costs besides the networks: time and processor time of `decodeWindows` over that of the runs of the decoder's
 * graph inside of it, on windows of 30 s of a meeting.
 * Run: npm run bench:whisper -- [model folder] [rounds]
 *
 * One thread, so that processor time can be compared on a busy machine.
 */
import '../src/onnx/telemetry-off.js';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { createMelWindows } from '../src/asr/whisper/networks/mel-windows.js';
import { loadWhisper } from '../src/asr/whisper/networks/model.js';
import { type DecodeOptions, decodeWindows } from '../src/asr/whisper/search/decode.js';
import { createRandom } from '../src/asr/whisper/search/sampler.js';
import { buildPrompt } from '../src/asr/whisper/tokens/prompt.js';
import { inMemory, readSamples, sharedAudio } from './recordings.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.argv[2] ?? at('../../shared/models/whisper-tiny.en');
const rounds = Number(process.argv[3] ?? 3);

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const inGraph = { wall: 0, cpu: 0, runs: 0 };

const model = await loadWhisper(folder, { threads: 1 });
const audio = readSamples(sharedAudio('meetings', 'read-3-speakers.flac'));
const mel = await createMelWindows(model.logMel, inMemory(audio));
const size = model.maxPositions * model.network.width;
const hidden = new Float32Array(8 * size);
for (let row = 0; row < 8; row++)
  hidden.set(await model.network.encode(mel.cut(row * 600, 2400), 3000), row * size);
timeRuns(Reflect.get(InferenceSession, 'prototype'));

await measure('greedy, 1 row', 1, {});
await measure('greedy, 8 rows', 8, {});
await measure('greedy with attention, 8 rows', 8, { alignmentHeads: model.alignmentHeads });
await measure('beam 5, 1 window', 1, { beam: 5 });
await measure('beam 5, 2 windows', 2, { beam: 5 });
await measure('drawn at 0.4, 8 rows', 8, { temperature: 0.4 });
await model.network.close();

async function measure(title: string, rows: number, change: Partial<DecodeOptions>): Promise<void> {
  const language = 'en';
  const prompt = buildPrompt(model.tokens, model.context, {
    language,
    task: 'transcribe',
    timestamps: true,
    given: [],
    previous: [],
    prefix: [],
  });
  const options: DecodeOptions = {
    prompts: Array.from({ length: rows }, () => prompt.ids),
    timestamps: true,
    startIndex: prompt.startIndex,
    maxTokens: Array.from({ length: rows }, () => model.context >> 1),
    context: model.context,
    stopLoops: true,
    alignmentHeads: [],
    temperature: 0,
    beam: 1,
    patience: 1,
    bestOf: 1,
    random: (row) => createRandom(row),
    ...change,
  };
  const part = hidden.subarray(0, rows * size);
  await decodeWindows(model.network, model.tokens, part, model.maxPositions, options);
  Object.assign(inGraph, { wall: 0, cpu: 0, runs: 0 });
  const wall = performance.now();
  const cpu = cpuSeconds();
  for (let round = 0; round < rounds; round++)
    await decodeWindows(model.network, model.tokens, part, model.maxPositions, options);
  const all = { wall: (performance.now() - wall) / 1000, cpu: cpuSeconds() - cpu };
  const each = (seconds: number) => ((seconds * 1000) / inGraph.runs).toFixed(2);
  console.log(
    `${title.padEnd(32)} ${inGraph.runs / rounds} steps, ${each(all.cpu)} ms of cpu a step, ${each(inGraph.cpu)} in the graph: ` +
      `${(all.cpu / inGraph.cpu).toFixed(3)}x (by the clock ${(all.wall / inGraph.wall).toFixed(3)}x)`,
  );
}

/** Counts the time that is spent in the decoder's graph; `run` belongs to the class behind the exported factory. */
function timeRuns(session: { run: (...args: never[]) => Promise<unknown> }): void {
  const original = session.run;
  session.run = async function (this: unknown, ...args: never[]) {
    const wall = performance.now();
    const cpu = cpuSeconds();
    const out = await Reflect.apply(original, this, args);
    inGraph.wall += (performance.now() - wall) / 1000;
    inGraph.cpu += cpuSeconds() - cpu;
    inGraph.runs++;
    return out;
  };
}
