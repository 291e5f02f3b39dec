import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { shippedModel } from '../../bench/recordings.js';
import {
  type DiarizationScore,
  parseRttm,
  type SpeakerSpan,
  scoreDiarization,
  totalScore,
} from '../../eval/score-diarization.js';
import { type DiarizeOptions, diarize } from '../../src/diarization/diarize.js';
import { embedPieces, type PieceFrames } from '../../src/diarization/embed-pieces.js';
import { enrollVoice } from '../../src/diarization/enroll-voice.js';
import type { VoiceEmbedder } from '../../src/diarization/voice-embedder.js';
import type { Span } from '../../src/domain/time.js';
import { dot } from '../../src/domain/vectors.js';
import { createNetworks } from '../../src/pipeline/networks.js';
import type { Segmenter } from '../../src/segmentation/segmenter.js';
import { matchProfileDefaults, matchProfiles } from '../../src/speakers/match-profile.js';
import { faintSpeechDefaults, findSpeech } from '../../src/vad/find-speech.js';
import type { SpeechDetector } from '../../src/vad/silero.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { readAudio } from '../asr/read-audio.js';
import { hasShared, repo, shared } from '../shared.js';

let detector: SpeechDetector;
let segmenter: Segmenter;
let embedder: VoiceEmbedder;
beforeAll(async () => {
  const networks = createNetworks();
  detector = await networks.speech(shippedModel('silero-vad-6.2'));
  segmenter = await networks.segmentation(shippedModel('segmentation-3.0'), 2);
  embedder = await networks.voice(shippedModel('campplus-zh-en'), 2);
});

async function diarizeSamples(samples: Float32Array, options?: DiarizeOptions) {
  const pcm = memoryPcm(samples);
  const speech = findSpeech(await detector.detect(pcm), samples.length / 16_000, faintSpeechDefaults);
  const networks = {
    segmenter,
    segment: async (starts: readonly number[]) =>
      Uint8Array.from(await segmenter.segment(pcm, starts), (p) => Math.round(255 * p)),
    embedder,
    embed: (pieces: readonly PieceFrames[]) => embedPieces(pcm, pieces, embedder),
  };
  return (await diarize(pcm, speech, networks, options)).clusters;
}
const answer = (clusters: readonly { id: string; spans: readonly Span[] }[]): SpeakerSpan[] =>
  clusters.flatMap((c) => c.spans.map((s) => ({ ...s, speaker: c.id })));
/** The reference of `examples/standup.ogg`: NIST STM lines, file channel speaker start end ... */
const standup = (): SpeakerSpan[] =>
  readFileSync(repo('examples', 'standup.stm'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith(';;'))
    .map((line) => line.split(/\s+/))
    .map(([, , speaker, start, end]) => ({ speaker, start: Number(start), end: Number(end) }));

describe('diarize', () => {
  it('tells the three of the sample meeting apart, and names them from their samples', async () => {
    const clusters = await diarizeSamples(readAudio(repo('examples', 'standup.ogg')));
    const score = scoreDiarization(standup(), answer(clusters));
    expect(clusters.map((c) => c.id)).toEqual(['S1', 'S2', 'S3']);
    expect(score.der).toBeLessThan(0.12);
    expect(score.confusion / score.reference).toBeLessThan(0.01);
    const starts = clusters.map((c) => c.spans[0].start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));

    const profiles: { name: string; vector: Float32Array }[] = [];
    for (const name of ['maya', 'tom', 'angus']) {
      const samples = readAudio(repo('examples', `voice-${name}.ogg`));
      const pcm = memoryPcm(samples);
      const speech = findSpeech(await detector.detect(pcm), samples.length / 16_000);
      const sample = await enrollVoice(pcm, speech, embedder, `voice-${name}.ogg`);
      expect(sample.warnings).toEqual([]);
      expect(sample.quality).toBeGreaterThan(0.6);
      profiles.push({ name, vector: sample.embedding!.vector });
    }
    const nearest = clusters.map((cluster) => ({
      clusterId: cluster.id,
      candidates: profiles
        .map(({ name, vector }) => ({
          profileId: name,
          displayName: name,
          similarity: dot(cluster.centroid.vector, vector),
        }))
        .sort((a, b) => b.similarity - a.similarity),
    }));
    const speakers = matchProfiles(nearest, matchProfileDefaults['campplus-zh-en']);
    for (const speaker of speakers)
      expect(speaker.displayName).toBe(score.mapping.get(speaker.clusterId)?.toLowerCase());
  });

  it('gives the same answer again, and keeps to a number that is given', async () => {
    const samples = readAudio(repo('examples', 'standup.ogg')).subarray(0, 40 * 16_000);
    expect(await diarizeSamples(samples)).toEqual(await diarizeSamples(samples));
    expect((await diarizeSamples(samples, { speakers: 2 })).length).toBe(2);
    expect((await diarizeSamples(samples, { speakers: 1 })).length).toBe(1);
  });

  it('finds one person in a recording of one, and nobody in silence', async () => {
    expect((await diarizeSamples(readAudio(repo('examples', 'voice-tom.ogg')))).length).toBe(1);
    expect(await diarizeSamples(new Float32Array(5 * 16_000))).toEqual([]);
  });

  it.skipIf(!hasShared)(
    'counts right and draws well on read meetings: DER below .09 each and .06 together',
    async () => {
      const scores: DiarizationScore[] = [];
      for (const name of ['read-2-speakers', 'read-3-speakers', 'read-4-speakers-overlap']) {
        const reference = parseRttm(readFileSync(shared('audio', 'meetings', `${name}.rttm`), 'utf8'));
        const clusters = await diarizeSamples(readAudio(shared('audio', 'meetings', `${name}.flac`)));
        const score = scoreDiarization(reference, answer(clusters));
        expect(score.found, name).toBe(score.speakers);
        expect(score.der, name).toBeLessThan(0.09);
        scores.push(score);
      }
      const { der, confusion, reference } = totalScore(scores);
      expect(der).toBeLessThan(0.06);
      expect(confusion / reference).toBeLessThan(0.01);
    },
  );
});

describe('enrollVoice', () => {
  it('measures what is too short for a voice by itself, but not what is hardly a word', async () => {
    const samples = readAudio(repo('examples', 'voice-maya.ogg'));
    const measure = (end: number) =>
      enrollVoice(memoryPcm(samples), [{ start: 1, end: 1 + end }], embedder, 'short.wav');
    const whole = (await measure(8)).embedding!;
    const short = await measure(1.2);
    expect(short).toMatchObject({ seconds: expect.closeTo(1.2, 5), quality: null, voices: 1, warnings: [] });
    expect(dot(short.embedding!.vector, whole.vector)).toBeGreaterThan(0.6);
    expect(await measure(0.4)).toMatchObject({ embedding: null, warnings: [] });
  });

  it('counts voices, and warns of distortion, of noise and of a level that is too low', async () => {
    const maya = readAudio(repo('examples', 'voice-maya.ogg'));
    const tom = readAudio(repo('examples', 'voice-tom.ogg'));
    const both = new Float32Array(maya.length + tom.length);
    both.set(maya);
    both.set(tom, maya.length);
    const enrolled = (samples: Float32Array) =>
      enrollVoice(memoryPcm(samples), [{ start: 0, end: samples.length / 16_000 }], embedder, 'a.wav');
    const warningsOf = async (samples: Float32Array) => (await enrolled(samples)).warnings.join('\n');
    expect(await enrolled(maya)).toMatchObject({ voices: 1, warnings: [] });
    expect(await enrolled(both)).toMatchObject({ voices: 2 });
    expect(await warningsOf(maya.map((x) => x / 500))).toContain('quiet');
    expect(await warningsOf(maya.map((x) => Math.max(-1, Math.min(1, x * 30))))).toContain('distorted');
    let state = 1;
    const hiss = maya.map((x) => {
      state = (state * 48_271) % 2_147_483_647;
      return x + 0.4 * (state / 2_147_483_647 - 0.5);
    });
    expect(await warningsOf(hiss)).toContain('noisy');
  });
});
