import { z } from 'zod';
import {
  type ForeignPassage,
  type ForeignTranscript,
  type ForeignWord,
  jsonTime,
  toTranscript,
} from './passages.js';

/** The shape of one program's JSON, and what it says. Keys that are not listed are passed over. */
export interface Dialect {
  readonly name: string;
  /** Whether a file is of this dialect, by the keys that only it has. */
  readonly isIt: (value: unknown) => boolean;
  /** @throws z.ZodError where the file is not as its program writes it. */
  readonly read: (value: unknown, file: string) => ForeignTranscript;
}

const has = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value);

const probability = z.number().nullish();
const clamp = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.min(1, Math.max(0, value));

/** openai/whisper and faster-whisper; whisperX has `score` and speakers, and words without times. */
const whisperSegment = z.object({
  start: jsonTime,
  end: jsonTime,
  text: z.string(),
  speaker: z.string().nullish(),
  words: z
    .array(
      z.object({
        word: z.string(),
        start: jsonTime.nullish(),
        end: jsonTime.nullish(),
        probability,
        score: probability,
        speaker: z.string().nullish(),
      }),
    )
    .nullish(),
});
const whisper = z.object({ segments: z.array(whisperSegment), language: z.string().nullish() });

function whisperPassage(segment: z.infer<typeof whisperSegment>, i: number): ForeignPassage {
  const { start, end, text, speaker, words } = segment;
  return {
    start,
    end,
    text,
    speaker: speaker ?? null,
    words:
      words?.map(
        (word): ForeignWord => ({
          text: word.word,
          start: word.start ?? null,
          end: word.end ?? null,
          confidence: clamp(word.probability ?? word.score),
        }),
      ) ?? null,
    place: `segments[${i}]`,
  };
}

/** whisper.cpp with `-oj` or `-ojf`: milliseconds in `offsets`; a token that begins a word begins with a space. */
const cppSpan = z.object({ from: z.number().min(0), to: z.number().min(0) });
const whisperCpp = z.object({
  result: z.object({ language: z.string().nullish() }).nullish(),
  transcription: z.array(
    z.object({
      offsets: cppSpan,
      text: z.string(),
      speaker: z.union([z.string(), z.number()]).nullish(),
      tokens: z.array(z.object({ text: z.string(), offsets: cppSpan.nullish(), p: probability })).nullish(),
    }),
  ),
});

type CppTokens = NonNullable<z.infer<typeof whisperCpp>['transcription'][number]['tokens']>;

/** The words of tokens; null where a token has no time, or is a part of a letter. */
function cppWords(tokens: CppTokens | null | undefined): ForeignWord[] | null {
  const spoken = (tokens ?? []).filter(({ text }) => !/^\[_.*\]$/.test(text) && !/^<\|.*\|>$/.test(text));
  if (spoken.length === 0 || spoken.some(({ text, offsets }) => !offsets || text.includes('\ufffd')))
    return null;
  const words: { text: string; from: number; to: number; odds: number[] }[] = [];
  for (const { text, offsets, p } of spoken) {
    const last = words.at(-1);
    const { from, to } = offsets!;
    const odds = p === null || p === undefined ? [] : [p];
    if (!last || /^\s/.test(text) || /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text))
      words.push({ text, from, to, odds });
    else Object.assign(last, { text: last.text + text, to, odds: [...last.odds, ...odds] });
  }
  return words.map(({ text, from, to, odds }) => ({
    text,
    start: from / 1000,
    end: Math.max(from, to) / 1000,
    confidence: odds.length === 0 ? null : clamp(odds.reduce((sum, p) => sum + p, 0) / odds.length),
  }));
}

/** Otter's own JSON: offsets in samples at 16 kHz, words in seconds, speakers by id. */
const otterRate = 16_000;
const otterId = z.union([z.string(), z.number()]).nullish();
const otterSpeech = z.object({
  transcripts: z.array(
    z.object({
      start_offset: z.number().min(0),
      end_offset: z.number().min(0),
      transcript: z.string(),
      speaker_id: otterId,
      speaker_model_label: otterId,
      alignment: z.array(z.object({ word: z.string(), start: jsonTime, end: jsonTime })).nullish(),
    }),
  ),
  speakers: z.array(z.object({ id: otterId, speaker_name: z.string() })).nullish(),
});
const otter = z.union([otterSpeech, z.object({ speech: otterSpeech }).transform(({ speech }) => speech)]);

/** scribe's own: another store may have made it. Milliseconds. */
const own = z.object({
  format: z.literal('scribe-transcript'),
  language: z.string(),
  turns: z.array(
    z.object({
      startMs: z.number().min(0),
      endMs: z.number().min(0),
      text: z.string(),
      speaker: z.string(),
      words: z.array(
        z.object({
          text: z.string(),
          startMs: z.number().min(0),
          endMs: z.number().min(0),
          confidence: probability,
        }),
      ),
    }),
  ),
});

/** A list of passages, as MacWhisper and many scripts write it: seconds, or milliseconds as whole numbers. */
const listed = z.array(
  z.object({
    start: z.union([z.number(), z.string()]),
    end: z.union([z.number(), z.string()]),
    text: z.string(),
    speaker: z.string().nullish(),
  }),
);

/** In the order in which they are tried. */
export const dialects: readonly Dialect[] = [
  {
    name: 'scribe',
    isIt: (value) => has(value, 'format', 'turns'),
    read: (value, file) => {
      const { turns, language } = own.parse(value);
      const passages = turns.map(({ startMs, endMs, text, speaker, words }, i) => ({
        start: startMs / 1000,
        end: endMs / 1000,
        text,
        speaker,
        words: words.map((word) => ({
          text: word.text,
          start: word.startMs / 1000,
          end: word.endMs / 1000,
          confidence: clamp(word.confidence),
        })),
        place: `turns[${i}]`,
      }));
      return toTranscript(file, 'scribe', language, passages);
    },
  },
  {
    name: 'whisper.cpp',
    isIt: (value) => has(value, 'transcription'),
    read: (value, file) => {
      const { result, transcription } = whisperCpp.parse(value);
      const passages = transcription.map(({ offsets, text, tokens, speaker }, i) => ({
        start: offsets.from / 1000,
        end: offsets.to / 1000,
        text,
        speaker: speaker === null || speaker === undefined || speaker === '?' ? null : String(speaker),
        words: cppWords(tokens),
        place: `transcription[${i}]`,
      }));
      return toTranscript(file, 'whisper.cpp', result?.language ?? null, passages);
    },
  },
  {
    name: 'Otter',
    isIt: (value) =>
      has(value, 'transcripts') ||
      (has(value, 'speech') && has((value as { speech: unknown }).speech, 'transcripts')),
    read: (value, file) => {
      const { transcripts, speakers } = otter.parse(value);
      const names = new Map(speakers?.map(({ id, speaker_name }) => [String(id), speaker_name]));
      const passages = transcripts.map((part, i) => {
        const label = part.speaker_model_label ?? null;
        const words = part.alignment?.map(({ word, start, end }) => ({
          text: word,
          start,
          end,
          confidence: null,
        }));
        return {
          start: part.start_offset / otterRate,
          end: part.end_offset / otterRate,
          text: part.transcript,
          speaker: names.get(String(part.speaker_id)) ?? (label === null ? null : `Speaker ${label}`),
          words: words && words.length > 0 ? words : null,
          place: `transcripts[${i}]`,
        };
      });
      return toTranscript(file, 'Otter', null, passages);
    },
  },
  {
    name: 'whisperX',
    isIt: (value) => has(value, 'word_segments', 'segments'),
    read: (value, file) => {
      const { segments, language } = whisper.parse(value);
      return toTranscript(file, 'whisperX', language ?? null, segments.map(whisperPassage));
    },
  },
  {
    name: 'Whisper',
    isIt: (value) => has(value, 'segments'),
    read: (value, file) => {
      const { segments, language } = whisper.parse(value);
      return toTranscript(file, 'Whisper', language ?? null, segments.map(whisperPassage));
    },
  },
  {
    name: 'a list of passages',
    isIt: (value) => Array.isArray(value),
    read: (value, file) => {
      const items = listed.parse(value);
      const inMilliseconds = items.some(({ end }) => typeof end === 'number' && end > 86_400);
      const passages = items.map(({ start, end, text, speaker }, i) => ({
        start: secondsOf(start, inMilliseconds),
        end: secondsOf(end, inMilliseconds),
        text,
        speaker: speaker ?? null,
        words: null,
        place: `[${i}]`,
      }));
      const guess =
        'The times of the file were taken for milliseconds: in seconds, it would last longer than a day.';
      return toTranscript(file, 'JSON', null, passages, inMilliseconds ? [guess] : []);
    },
  },
];

/** A number, or a clock such as 00:01:02,345. @throws z.ZodError for any other text. */
function secondsOf(value: number | string, inMilliseconds: boolean): number {
  if (typeof value === 'number') return inMilliseconds ? value / 1000 : value;
  return z
    .string()
    .regex(/^(?:\d+:)?(?:\d+:)?\d+(?:[.,]\d+)?$/)
    .transform((text) =>
      text
        .replace(',', '.')
        .split(':')
        .reduce((sum, part) => sum * 60 + Number(part), 0),
    )
    .parse(value);
}
