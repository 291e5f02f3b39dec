import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPeers, startContestant, startPythonContestant } from './asr/contestants.js';
import { joinBase, writeForCTranslate2 } from './asr/ctranslate2-model.js';
import { compareEndToEnd, type Entrant, makeRecording } from './asr/end-to-end.js';
import { describeMachine, openTable, ratio } from './asr/measure.js';
import { type BenchModel, comparedModels } from './asr/models.js';
import { planFor } from './asr/plan.js';
import { installPython } from './asr/python.js';
import { ingestRecording, loopedRecording } from './whole-program.js';

const usage = `npm run bench [-- --minutes 10] [--threads 2] [--turns 2] [--only tiny|base|program]

Speed beside faster-whisper (CTranslate2, int8, batches), sherpa-onnx, transformers.js and plain onnxruntime, on the same
weights and recordings: recognition with word times, then the whole program by stages, then recognition by its parts.
Build first: it runs the built program. Ten minutes of meetings take about six minutes.`;

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    threads: { type: 'string', default: '2' },
    turns: { type: 'string', default: '2' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}
if (!existsSync(fileURLToPath(new URL('../dist/pipeline/worker.js', import.meta.url)))) {
  console.error('The program is not built. Run `npm run build` first.');
  process.exit(2);
}

const [minutes, threads, turns] = [flags.minutes, flags.threads, flags.turns].map(Number);
const wanted = (part: string) => flags.only === undefined || flags.only === part;
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
console.log(describeMachine());
try {
  installPeers();
  const python = installPython();
  const models = comparedModels(work);
  const { shipped, released, base } = models;
  const recording = await makeRecording(work, minutes);
  const opening = await makeRecording(work, 0.2);
  const compare = (title: string, entrants: readonly Entrant[]) =>
    compareEndToEnd(`${title}, ${minutes} minutes, ${threads} threads`, entrants, recording, opening);

  const scribe = (weights: string, model: Parameters<typeof planFor>[0], target?: number): Entrant => ({
    program: 'scribe',
    weights,
    start: () => startContestant('scribe'),
    request: { plan: planFor(model, threads) },
    call: 'hear',
    turns,
    target,
  });
  const fasterWhisper = (weights: string, write: (folder: string) => void): Entrant[] => {
    if (!python) return [];
    const folder = join(work, `ctranslate2-${weights}`);
    write(folder);
    return [
      {
        program: 'faster-whisper',
        weights: `${weights}, int8`,
        start: () => startPythonContestant('faster-whisper', python),
        request: { folder, threads, batch: 8, beam_size: 1 },
        call: 'recognize',
        turns,
      },
    ];
  };
  const plain = (weights: string, folder: string, windows: 'short' | 'long'): Entrant[] =>
    python
      ? [
          {
            program: 'plain onnxruntime',
            weights,
            start: () => startPythonContestant('plain-onnxruntime', python),
            request: { folder, threads, short: windows === 'short' },
            call: 'recognize',
            windows,
            turns: 1,
          },
        ]
      : [];
  const others = (model: BenchModel, windows: 'short' | 'long'): Entrant[] => {
    const sherpa = join(work, `${model.name}-sherpa`);
    model.writeForSherpa(sherpa);
    return [
      ...plain(model.name, model.installed.folder, windows),
      {
        program: 'sherpa-onnx',
        weights: model.name,
        start: () => startContestant('sherpa'),
        request: { folder: sherpa, threads, tailPaddings: model.tailPaddings },
        call: 'recognize',
        windows,
        turns: 1,
      },
      {
        program: 'transformers.js',
        weights: model.name,
        start: () => startContestant('transformers'),
        request: { folder: model.installed.folder, threads },
        call: 'recognize',
        turns: 1,
      },
    ];
  };

  let rival = Number.NaN;
  if (wanted('tiny') || wanted('program')) {
    const entrants = [
      ...(released
        ? fasterWhisper('whisper-tiny.en', (folder) =>
            writeForCTranslate2(python!, folder, released.asStored),
          )
        : []),
      ...(wanted('tiny')
        ? [
            scribe(shipped.name, shipped.installed, 4),
            ...(released
              ? [
                  scribe('whisper-tiny.en, int8', released.inInt8.installed, 1.5),
                  scribe('whisper-tiny.en, float32', released.asStored.installed),
                ]
              : []),
            ...others(shipped, 'short'),
            ...(released ? others(released.inInt8, 'long') : []),
          ]
        : []),
    ];
    if (entrants.length > 0) {
      const best = await compare('Recognition with word times, tiny.en', entrants);
      if (entrants[0].program === 'faster-whisper') rival = best[0];
    }
  }
  if (wanted('base'))
    await compare('Recognition with word times, base', [
      ...fasterWhisper('whisper-base', (folder) => joinBase(python!, folder)),
      scribe('whisper-base, 8 bits', base, 1),
      ...plain('whisper-base, 8 bits', base.folder, 'long'),
    ]);
  if (wanted('program')) {
    const file = loopedRecording(work, minutes);
    const found = await ingestRecording(file, threads, work);
    const row = openTable(`The whole program, speakers included, ${minutes} minutes, ${threads} threads`, [
      'stage',
      'seconds',
      'x real time',
      "times the speed of faster-whisper's recognition",
    ]);
    const print = (name: string, seconds: number, speed: string) =>
      row(name, seconds.toFixed(2), (recording.seconds / seconds).toFixed(0), speed);
    for (const [stage, ms] of found.stages) print(stage, ms / 1000, '');
    print('all', found.seconds, ratio(rival / found.seconds, { atLeast: 1.5 }));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
