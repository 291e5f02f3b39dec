import { deflateSync } from 'node:zlib';
import type { Meeting } from '../domain/meeting.js';
import type { Turn } from '../domain/speakers.js';
import { milliseconds } from '../domain/time.js';
import type { Word } from '../domain/transcript.js';
import { oneLine, toJson } from '../domain/visible-text.js';
import { speakerNames } from './speaker-names.js';
import { sentencesOf } from './turn-words.js';

/** Seconds, to the millisecond. */
const time = (seconds: number): number => milliseconds(seconds) / 1000;
const share = (value: number): number => Math.round(value * 1000) / 1000;

/** The turns by start, each divided into sentences. */
function* sentences(
  meeting: Meeting,
): Generator<{ turn: Turn; sentence: ReturnType<typeof sentencesOf>[number] }> {
  for (const turn of [...meeting.turns].sort((a, b) => a.start - b.start))
    for (const sentence of sentencesOf(turn)) yield { turn, sentence };
}

/** Bytes per byte after zlib, as openai/whisper measures repetitions. */
function compressionRatio(text: string): number {
  const bytes = Buffer.from(text);
  return Math.round((bytes.length / deflateSync(bytes).length) * 1000) / 1000;
}

/** A word with the space before it, as Whisper's tokens have it. */
const spaced = (word: Word): string => `${word.glued ? '' : ' '}${word.text}`;

/**
 * The keys that openai/whisper writes with `--word_timestamps True --output_format json`. A segment is a sentence of a
 * turn. What scribe does not keep has the value that says nothing: no tokens, temperature 0, `no_speech_prob` 0, seek 0;
 * `avg_logprob` is the logarithm of the mean probability of the words.
 */
export function renderWhisperJson(meeting: Meeting): string {
  const segments = [...sentences(meeting)].map(({ sentence }, id) => ({
    id,
    seek: 0,
    start: time(sentence.start),
    end: time(sentence.end),
    text: ` ${sentence.text}`,
    tokens: [],
    temperature: 0,
    avg_logprob: share(Math.log(Math.max(sentence.confidence, 1e-3))),
    compression_ratio: compressionRatio(sentence.text),
    no_speech_prob: 0,
    words: sentence.words.map((word) => ({
      word: spaced(word),
      start: time(word.start),
      end: time(word.end),
      probability: share(word.confidence),
    })),
  }));
  const text = segments.map((segment) => segment.text).join('');
  return `${toJson({ text, segments, language: meeting.language })}\n`;
}

/** The keys that whisperX writes after alignment and diarization. A segment is a sentence of a turn. */
export function renderWhisperxJson(meeting: Meeting): string {
  const nameOf = speakerNames(meeting);
  const segments = [...sentences(meeting)].map(({ turn, sentence }) => {
    const speaker = nameOf(turn.clusterId);
    const words = sentence.words.map((word) => ({
      word: oneLine(word.text),
      start: time(word.start),
      end: time(word.end),
      score: share(word.confidence),
      speaker,
    }));
    return { start: time(sentence.start), end: time(sentence.end), text: sentence.text, words, speaker };
  });
  const word_segments = segments.flatMap(({ words }) => words);
  return `${toJson({ segments, word_segments, language: meeting.language })}\n`;
}
