import { statSync } from 'node:fs';
import { peakMemory, serve, timed } from './serve.mjs';

const { startWorker } = await import('../../dist/pipeline/start-worker.js');
const worker = startWorker();
let plan;

/** The built program's pipeline, without the store: what `scribe ingest` does between decoding and saving. */
serve({
  async load({ plan: given }) {
    plan = given;
  },
  /** @returns seconds of the stages that hear and recognize, and the peak until then. */
  async recognize({ pcmPath }) {
    const stages = {};
    let peak = null;
    const { turns } = await run({ ...jobOf(pcmPath), inOrder: true }, (event) => {
      if (event.kind !== 'stage-completed') return;
      stages[event.stage] = event.durationMs / 1000;
      if (event.stage === 'recognize') peak = peakMemory();
    });
    const seconds = stages['detect-speech'] + stages.recognize;
    return { seconds, stages, text: textOf(turns), peak, peakOfAll: peakMemory() };
  },
  /** Speech and words alone: nobody is told apart. @returns seconds from samples to words with their times. */
  async hear({ pcmPath }) {
    const given = { words: null, speakers: { source: 'nobody', spans: [] } };
    const { value, seconds } = await timed(() => run({ ...jobOf(pcmPath), given }, () => {}));
    return { seconds, text: textOf(value.turns), peak: peakMemory() };
  },
  /** @returns seconds from samples to attributed turns, the stages side by side or one after the other. */
  async process({ pcmPath, inOrder }) {
    const { seconds } = await timed(() => run({ ...jobOf(pcmPath), inOrder }, () => {}));
    return { seconds };
  },
  /** @returns who speaks when, and seconds of each stage. */
  async diarize({ pcmPath }) {
    const stages = {};
    const { clusters } = await run({ ...jobOf(pcmPath), inOrder: true }, (event) => {
      if (event.kind === 'stage-completed') stages[event.stage] = event.durationMs / 1000;
    });
    const spans = clusters.flatMap(({ id, spans }) => spans.map((span) => ({ ...span, speaker: id })));
    return { stages, spans };
  },
  /** @returns where the samples lie, as `recognize` wants them. */
  async decode({ path, spoolFolder }) {
    const decoded = await run({ kind: 'decode', path, sha256: '', spoolFolder, ffmpeg: null }, () => {});
    return { pcmPath: decoded.audio.pcmPath };
  },
});

/** From samples to a transcript. Nothing is kept, so the fingerprint of the sound names nothing. */
const jobOf = (pcmPath) => ({
  kind: 'process',
  audio: { pcmPath, samples: statSync(pcmPath).size / 2, tracks: [] },
  contentFp: '',
  languageTag: null,
  plan,
});

const textOf = (turns) => turns.flatMap((turn) => turn.words.map((word) => word.text)).join(' ');

const nothingKept = { get: async () => null, put: async () => {} };

function run(job, emit) {
  return worker.run(job, { signal: new AbortController().signal, emit, checkpoints: nothingKept });
}
