import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalizeEnglish } from '../../eval/normalize-english.js';
import { parseRttm, scoreDiarization } from '../../eval/score-diarization.js';
import { errorRate, parseStm, speakerWordErrors } from '../../eval/score-words.js';
import { decodingDefaults } from '../../src/asr/recognizer.js';
import { findInCatalog } from '../../src/models/catalog.js';
import { verifyModel } from '../../src/models/installed.js';
import { createJobRunner } from '../../src/pipeline/jobs.js';
import type { PipelineModels } from '../../src/pipeline/plan.js';
import { soleRecognizer } from '../../src/pipeline/plan.js';
import type { ProcessedRecording } from '../../src/pipeline/process-recording.js';
import type { JobContext } from '../../src/pipeline/run-stage.js';
import { settingDefinitions } from '../../src/settings/definitions.js';
import { makeMedia } from '../audio/media.js';
import { hasShared, repo, shared } from '../shared.js';

const cache = mkdtempSync(join(tmpdir(), 'scribe-real-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const run = createJobRunner();
const context: JobContext = {
  signal: new AbortController().signal,
  emit: () => {},
  checkpoints: { get: async () => null, put: async () => {} },
  clock: () => performance.now(),
};
let models: PipelineModels;
beforeAll(async () => {
  const folders = { models: join(cache, 'models'), cache };
  models = {
    speech: await verifyModel(findInCatalog('silero-vad-6.2', 'speech'), folders),
    recognition: soleRecognizer(
      await verifyModel(findInCatalog('whisper-tiny.en-scribe', 'recognition'), folders),
    ),
    segmentation: await verifyModel(findInCatalog('segmentation-3.0', 'segmentation'), folders),
    voice: await verifyModel(findInCatalog(settingDefinitions.voiceModel.default, 'voice'), folders),
  };
});

async function process(
  path: string,
  speakers: number | null = null,
  { inOrder = false, own = context } = {},
): Promise<ProcessedRecording> {
  const spoolFolder = join(cache, 'spool');
  const { audio, recording } = await run(
    { kind: 'decode', path, sha256: null, spoolFolder, channels: 'auto', ffmpeg: null },
    context,
  );
  const plan = {
    models,
    language: 'auto',
    languages: [],
    decoding: decodingDefaults,
    threads: 1,
    speakers,
    minSpeakers: null,
    maxSpeakers: null,
    hallucinations: 'suppress' as const,
  };
  const { contentFp } = recording.fingerprint;
  return run({ kind: 'process', audio, contentFp, languageTag: null, plan, inOrder }, own);
}

describe.skipIf(!hasShared)('real recordings', () => {
  it('of three people: who said what', async () => {
    const base = shared('audio', 'meetings', 'read-3-speakers');
    const { language, turns, suppressed, clusters } = await process(`${base}.flac`);
    expect(suppressed).toEqual([]);
    expect(language).toBe('en');
    const stm = parseStm(readFileSync(`${base}.stm`, 'utf8'));
    const said = turns.map((t) => ({ speaker: t.clusterId, start: t.start, end: t.end, text: t.text }));
    expect(errorRate(speakerWordErrors(stm, said, normalizeEnglish))).toBeLessThan(0.12);
    const spoke = clusters.flatMap((c) => c.spans.map((span) => ({ ...span, speaker: c.id })));
    const score = scoreDiarization(parseRttm(readFileSync(`${base}.rttm`, 'utf8')), spoke);
    expect(score.found).toBe(3);
    expect(score.der).toBeLessThan(0.12);
  });

  it('of two people, told that there are two: two are found', async () => {
    const { clusters } = await process(shared('audio', 'ami', 'ES2003a.flac'), 2);
    expect(clusters).toHaveLength(2);
  });

  it('of two rooms on one line, which talk at the same time and leak into each other: nobody is lost, nothing comes twice', async () => {
    const rooms = ['read-2-speakers', 'read-3-speakers'].map((name) => shared('audio', 'meetings', name));
    const path = join(cache, 'rooms.wav');
    const leak = '[0:a][1:a]amerge=inputs=2,pan=stereo|c0=c0+0.1*c1|c1=c1+0.1*c0';
    makeMedia('-i', `${rooms[0]}.flac`, '-i', `${rooms[1]}.flac`, '-filter_complex', leak, '-t', '30', path);
    const { turns, clusters } = await process(path);
    expect(clusters).toHaveLength(5);
    const stm = rooms.flatMap((room, r) =>
      parseStm(readFileSync(`${room}.stm`, 'utf8'))
        .filter(({ end }) => end < 30)
        .map((line) => ({ ...line, speaker: `${r} ${line.speaker}` })),
    );
    const said = turns.map((t) => ({ speaker: t.clusterId, start: t.start, end: t.end, text: t.text }));
    expect(errorRate(speakerWordErrors(stm, said, normalizeEnglish))).toBeLessThan(0.15);
  });

  it.each(hasShared ? readdirSync(shared('audio', 'noise')) : [])(
    '%s: nobody speaks, nothing is hallucinated',
    async (name) => {
      const { turns } = await process(shared('audio', 'noise', name));
      expect(turns.map((turn) => turn.text)).toEqual([]);
    },
  );
});

it('side by side, its stages keep and make the same as in their order', async () => {
  const results = [];
  for (const inOrder of [true, false]) {
    const kept = new Map<string, string>();
    const stages: string[] = [];
    const own: JobContext = {
      ...context,
      emit: (event) => 'stage' in event && stages.push(`${event.kind} ${event.stage}`),
      checkpoints: { get: async () => null, put: async (key, text) => void kept.set(key, text) },
    };
    const made = await process(repo('examples', 'standup.ogg'), null, { inOrder, own });
    const diarized = stages.indexOf('stage-started diarize');
    expect(diarized < stages.indexOf('stage-completed detect-speech')).toBe(!inOrder);
    results.push({ made, kept: Object.fromEntries(kept) });
  }
  expect(results[1]).toEqual(results[0]);
});
