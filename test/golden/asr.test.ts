import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRecognizer } from '../../src/asr/architectures.js';
import { mostProbable } from '../../src/asr/languages/spoken-languages.js';
import { decodingDefaults, type Recognizer } from '../../src/asr/recognizer.js';
import { detectLanguage } from '../../src/asr/whisper/networks/detect-language.js';
import { createMelWindows, framesPerWindow } from '../../src/asr/whisper/networks/mel-windows.js';
import { allUpperHeads, loadWhisper, type WhisperModel } from '../../src/asr/whisper/networks/model.js';
import { needsFallback } from '../../src/asr/whisper/search/fallback.js';
import { runLoops } from '../../src/asr/whisper/transcribe/run-loops.js';
import type { LoopSegment } from '../../src/asr/whisper/transcribe/transcribe-loop.js';
import type { Segment } from '../../src/domain/transcript.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { readAudio } from '../asr/read-audio.js';
import { plainWords, wordErrors } from '../asr/word-errors.js';
import { hasShared, shared } from '../shared.js';

interface GoldenCase {
  audio: string;
  language?: string;
  text?: string;
  options: {
    language?: string | null;
    task?: 'transcribe' | 'translate';
    compression_ratio_threshold: number | null;
    logprob_threshold: number | null;
    no_speech_threshold: number | null;
    condition_on_previous_text: boolean;
    initial_prompt?: string;
    prefix?: string;
    without_timestamps?: boolean;
    clip_timestamps?: string;
    word_timestamps?: boolean;
    hallucination_silence_threshold?: number;
    sample_len?: number;
    beam_size?: number;
  };
  segments: {
    seek: number;
    start: number;
    end: number;
    tokens: number[];
    text: string;
    avg_logprob: number;
    no_speech_prob: number;
    compression_ratio: number;
    words?: { word: string; start: number; end: number; probability: number }[];
  }[];
}

type Golden = Record<string, GoldenCase>;

/** What the reference program answers, here: times within a step of its clock, log probabilities to 1e-3. */
async function transcribe(model: WhisperModel, { audio, options }: GoldenCase) {
  const mel = await createMelWindows(
    model.logMel,
    memoryPcm(readAudio(shared(audio.replace(/^(\.\.\/)+/, '')))),
  );
  const multilingual = model.tokens.languages.size > 0;
  const language =
    options.language ??
    (multilingual ? mostProbable(await detectLanguage(model, mel.cut(0, framesPerWindow))).language : 'en');
  const times = (options.clip_timestamps ?? '')
    .split(',')
    .filter(Boolean)
    .map((t) => Math.round(Number(t) * 100));
  if (times.length % 2 === 1) times.push(mel.frames);
  const encode = (text?: string) => (text ? model.tokenizer.encode(` ${text.trim()}`) : []);
  const job = {
    mel,
    seed: 0,
    spans: times.flatMap((t, i) => (i % 2 === 0 ? [[t, times[i + 1]] as const] : [])),
    conditionOnPrevious: options.condition_on_previous_text,
    initialPrompt: encode(options.initial_prompt),
    noSpeechThreshold: options.no_speech_threshold,
    logProbThreshold: options.logprob_threshold,
    hallucinationSilence: options.hallucination_silence_threshold ?? null,
  };
  const segments: LoopSegment[] = [];
  const ratios = new Map<number, number>();
  await runLoops(model, [job], {
    language,
    task: options.task ?? 'transcribe',
    timestamps: !options.without_timestamps,
    wordTimes: options.word_timestamps ?? false,
    maxTokens: () => options.sample_len ?? model.context >> 1,
    given: [],
    beam: options.beam_size ?? 1,
    patience: 1,
    bestOf: 1,
    temperatures: [0],
    fails: (attempt) =>
      needsFallback(attempt, {
        compressionRatio: options.compression_ratio_threshold,
        meanLogProb: options.logprob_threshold,
        noSpeechProb: options.no_speech_threshold,
      }),
    settle: (attempts) => attempts[attempts.length - 1],
    prefix: encode(options.prefix),
    stopLoops: false,
    onSegments: (found, attempt) => {
      segments.push(...found);
      for (const segment of found) ratios.set(segment.seek, attempt.compressionRatio);
    },
  });
  return { language, segments, ratios };
}

function check(name: string, folder: string, answers: Golden) {
  describe.skipIf(!hasShared)(`answers of openai/whisper: ${name}`, () => {
    let model: WhisperModel;
    beforeAll(async () => {
      const loaded = await loadWhisper(shared(folder), { threads: 2, attention: 'fused' });
      // The reference program was given bare weights, without its table of heads, and took all of the upper layers.
      model = { ...loaded, alignmentHeads: allUpperHeads(loaded.network) };
    });
    afterAll(() => model.network.close());

    for (const [title, golden] of Object.entries(answers)) {
      test(title, async () => {
        const { language, segments, ratios } = await transcribe(model, golden);
        if (golden.language) expect(language).toBe(golden.language);
        expect(segments.map((s) => [s.seek, s.tokens])).toEqual(
          golden.segments.map((s) => [s.seek, s.tokens]),
        );
        segments.forEach((segment, i) => {
          const expected = golden.segments[i];
          expect(segment.text).toBe(expected.text);
          expect(Math.abs(segment.start - expected.start)).toBeLessThanOrEqual(0.0201);
          expect(Math.abs(segment.end - expected.end)).toBeLessThanOrEqual(0.0201);
          expect(Math.abs(segment.meanLogProb - expected.avg_logprob)).toBeLessThan(1e-3);
          expect(Math.abs(segment.noSpeechProb - expected.no_speech_prob)).toBeLessThan(1e-3);
          // Node's zlib packs some texts a little tighter than Python's.
          expect(Math.abs((ratios.get(segment.seek) ?? 0) - expected.compression_ratio)).toBeLessThan(0.1);
          if (!expected.words) return;
          expect(segment.words.map((word) => word.text)).toEqual(expected.words.map((word) => word.word));
          segment.words.forEach((word, w) => {
            const other = expected.words?.[w];
            expect(Math.abs(word.start - (other?.start ?? Number.NaN))).toBeLessThanOrEqual(0.0201);
            expect(Math.abs(word.end - (other?.end ?? Number.NaN))).toBeLessThanOrEqual(0.0201);
            expect(Math.abs(word.probability - (other?.probability ?? Number.NaN))).toBeLessThan(1e-3);
          });
        });
      });
    }
  });
}

const read = (path: string): Golden =>
  hasShared ? (JSON.parse(readFileSync(shared(path), 'utf8')) as Golden) : {};
check('tiny.en', 'models/whisper-tiny.en', read('golden/whisper-tiny.en/expected.json'));
check('random weights', 'golden/whisper-random', read('golden/whisper-random/expected.json'));

describe.skipIf(!hasShared)('sequential transcription as people run it', () => {
  const answers = read('golden/whisper-tiny.en/expected.json');
  let recognizer: Recognizer;
  beforeAll(async () => {
    const tiny = { name: 'tiny.en', architecture: 'whisper', languages: ['en'], hash: 'tiny.en', size: 0 };
    recognizer = await loadRecognizer(
      { ...tiny, folder: shared('models/whisper-tiny.en'), parameters: {} },
      { threads: 2 },
    );
  });
  afterAll(() => recognizer?.close());

  // The reference did not condition these on the text before, and took other heads for the times of words.
  test.each(['standup', 'meeting'])('%s: the words of openai/whisper but for a few', async (title) => {
    const golden = answers[title];
    const pcm = memoryPcm(readAudio(shared(golden.audio.replace(/^(\.\.\/)+/, ''))));
    const whole = { start: 0, end: pcm.samples / 16_000 };
    const segments: Segment[] = [];
    for (const batch of recognizer.planBatches(recognizer.chunkSpeech([whole], 'sequential')))
      segments.push(
        ...(await recognizer.recognize(pcm, batch, {
          ...decodingDefaults,
          longForm: 'sequential',
          language: 'en',
        })),
      );
    const expected = golden.segments.flatMap(({ text }) => plainWords(text));
    const heard = segments.flatMap(({ text }) => plainWords(text));
    expect(wordErrors(expected, heard) / expected.length).toBeLessThanOrEqual(0.02);
  });
});
