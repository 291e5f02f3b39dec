import { z } from 'zod';
import { isDoubtful } from '../domain/confidence.js';
import { type Meeting, spokenLanguages } from '../domain/meeting.js';
import { dateSources } from '../domain/recorded-at.js';
import { trackPlacings } from '../domain/recording.js';
import type { Turn } from '../domain/speakers.js';
import { suppressionReasons } from '../domain/suppressed.js';
import { milliseconds, type Seconds, type Span } from '../domain/time.js';
import { unrecognizedReasons } from '../domain/unrecognized.js';
import { oneLine, toJson } from '../domain/visible-text.js';
import { findOverlapping } from '../transcript/find-overlapping.js';
import { modelNames } from './model-names.js';
import { speakerNames } from './speaker-names.js';

const time = z.int().nonnegative();
const share = z.number().min(0).max(1);
const similarity = z.number().min(-1).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What turns and suppressed passages have in common. */
const passage = {
  clusterId: z.string(),
  speaker: z.string(),
  startMs: time,
  endMs: time,
  language: z.string(),
  confidence: share,
  text: z.string(),
};

/** What `transcript.json` holds. Times are whole milliseconds on the recording's clock. */
export const jsonTranscriptSchema = z.strictObject({
  format: z.literal('scribe-transcript'),
  version: z.literal(1),
  /** Of the meeting in the store that wrote this. */
  id: z.string(),
  title: z.string(),
  language: z.string(),
  /** All that are spoken, `language` first. */
  languages: z.array(z.string()).min(1),
  recording: z.strictObject({
    fileName: z.string(),
    mime: z.string(),
    /** Bytes. */
    size: z.int().nonnegative(),
    durationMs: time,
    recordedAt: z.string(),
    /** How that is known; null for recordings from before it was kept. `zone`: of the recorder's clock, as in -07:00. */
    dating: z
      .strictObject({
        source: z.enum(dateSources),
        precision: z.enum(['moment', 'day']),
        zone: z.string().nullable(),
      })
      .nullable(),
    sha256,
    contentFp: sha256,
    /** What was transcribed separately: where it begins, how fast its clock is, and how that is known. */
    tracks: z.array(
      z.strictObject({
        label: z.string(),
        startMs: time,
        driftPpm: z.number(),
        placed: z.enum(trackPlacings),
      }),
    ),
  }),
  models: z.strictObject({
    speech: z.string(),
    recognition: z.string(),
    segmentation: z.string().optional(),
    voice: z.string(),
    translation: z.string().optional(),
  }),
  warnings: z.array(z.string()),
  /** What was chosen or guessed about the recording: the track, how its channels became one. */
  notes: z.array(z.string()),
  speakers: z.array(
    z.strictObject({
      clusterId: z.string(),
      name: z.string(),
      /** Whether the voice was matched with an enrolled one. */
      identified: z.boolean(),
      /** Position among the tracks of the recording; absent: it has one. */
      track: z.int().nonnegative().optional(),
      confidence: similarity,
      candidates: z.array(z.strictObject({ name: z.string(), similarity })),
      /** When this voice speaks, by start; spans of two speakers may overlap. */
      spans: z.array(z.strictObject({ startMs: time, endMs: time })),
    }),
  ),
  turns: z.array(
    z.strictObject({
      ...passage,
      /** In English; older: the text was corrected since. */
      translation: z.string().optional(),
      translationIsOlder: z.literal(true).optional(),
      /** Of very low confidence: rather guessed than heard. */
      doubtful: z.literal(true).optional(),
      /** Others who speak at the same time; absent: nobody does. */
      overlapping: z
        .array(z.strictObject({ clusterId: z.string(), speaker: z.string(), startMs: time, endMs: time }))
        .optional(),
      words: z.array(
        z.strictObject({
          text: z.string(),
          startMs: time,
          endMs: time,
          confidence: share,
          /** No space stands before it. */
          glued: z.literal(true).optional(),
        }),
      ),
    }),
  ),
  /** Passages suppressed as probably not spoken, and why. */
  suppressed: z.array(
    z.strictObject({
      ...passage,
      reason: z.enum(suppressionReasons),
      detail: z.string(),
    }),
  ),
  /** Detected speech that has no words among the turns. */
  unrecognized: z.array(z.strictObject({ startMs: time, endMs: time, reason: z.enum(unrecognizedReasons) })),
});

type JsonTranscript = z.infer<typeof jsonTranscriptSchema>;

/** The same as JSON Schema, draft 2020-12: what `scribe schema transcript` prints. */
export function transcriptSchema(): unknown {
  return {
    ...z.toJSONSchema(jsonTranscriptSchema),
    title: 'transcript.json of scribe',
    description:
      'Times are whole milliseconds on the clock of the recording. docs/formats.md says what each key is.',
  };
}

/**
 * The transcript for programs: what was said is as the recognizer gave it, nothing is escaped but by JSON.
 * Paths and ids of profiles stay out. A turn is one line.
 */
export function renderJson(meeting: Meeting): string {
  const { turns, suppressed, unrecognized, ...about } = jsonTranscript(meeting);
  const opening = toJson(about, 2).slice(0, -'\n}'.length);
  const lines = (items: readonly unknown[]) => items.map((item) => `\n    ${toJson(item)}`).join(',');
  return `${opening},\n  "turns": [${lines(turns)}\n  ],\n  "suppressed": [${lines(suppressed)}\n  ],\n  "unrecognized": [${lines(unrecognized)}\n  ]\n}\n`;
}

/** What `transcript.json` says of a meeting, as a value. */
export function jsonTranscript(meeting: Meeting): JsonTranscript {
  const { recording, models } = meeting;
  const nameOf = speakerNames(meeting);
  return {
    format: 'scribe-transcript',
    version: 1,
    id: meeting.id,
    title: meeting.title,
    language: meeting.language,
    languages: spokenLanguages(meeting),
    recording: {
      fileName: recording.fileName,
      mime: recording.mime,
      size: recording.size,
      durationMs: moment(recording.duration),
      recordedAt: recording.recordedAt,
      dating: recording.dating,
      sha256: recording.fingerprint.sha256,
      contentFp: recording.fingerprint.contentFp,
      tracks: recording.tracks.map(({ label, start, drift, placed }) => ({
        label: oneLine(label),
        startMs: moment(start),
        driftPpm: Math.round(drift * 10) / 10,
        placed,
      })),
    },
    models: modelNames(models),
    warnings: [...recording.warnings],
    notes: [...recording.notes],
    speakers: meeting.clusters.map(({ id, track, spans }) => {
      const speaker = meeting.speakers.find((s) => s.clusterId === id);
      return {
        clusterId: id,
        name: nameOf(id),
        identified: (speaker?.profileId ?? null) !== null,
        ...(track !== undefined && { track }),
        confidence: rounded(speaker?.similarity ?? 0, -1),
        candidates: (speaker?.candidates ?? []).map((c) => ({
          name: oneLine(c.displayName),
          similarity: rounded(c.similarity, -1),
        })),
        spans: spans.map(toMoments),
      };
    }),
    turns: meeting.turns.map((turn) => ({
      clusterId: turn.clusterId,
      speaker: nameOf(turn.clusterId),
      startMs: moment(turn.start),
      endMs: moment(turn.end),
      language: turn.language,
      confidence: rounded(turn.confidence, 0),
      text: turn.text,
      ...(turn.translation !== undefined && { translation: turn.translation }),
      ...(turn.translationIsOlder && { translationIsOlder: true as const }),
      ...(isDoubtful(turn) && { doubtful: true as const }),
      ...overlappingIn(turn, meeting, nameOf),
      words: turn.words.map((word) => ({
        text: word.text,
        startMs: moment(word.start),
        endMs: moment(word.end),
        confidence: rounded(word.confidence, 0),
        ...(word.glued && { glued: true as const }),
      })),
    })),
    suppressed: meeting.suppressed.map((passage) => ({
      clusterId: passage.clusterId,
      speaker: nameOf(passage.clusterId),
      startMs: moment(passage.start),
      endMs: moment(passage.end),
      language: passage.language,
      confidence: rounded(passage.confidence, 0),
      text: passage.text,
      reason: passage.reason,
      detail: passage.detail,
    })),
    unrecognized: meeting.unrecognized.map(({ start, end, reason }) => ({
      startMs: moment(start),
      endMs: moment(end),
      reason,
    })),
  };
}

/** The key `overlapping` of a turn; nothing when nobody else speaks. */
function overlappingIn(turn: Turn, { clusters }: Meeting, nameOf: (clusterId: string) => string) {
  const found = findOverlapping(turn, clusters);
  if (found.length === 0) return {};
  return {
    overlapping: found.map((span) => ({
      clusterId: span.clusterId,
      speaker: nameOf(span.clusterId),
      ...toMoments(span),
    })),
  };
}

const toMoments = ({ start, end }: Span) => ({ startMs: moment(start), endMs: moment(end) });

/** A word that starts a hair before the recording starts with it. */
function moment(seconds: Seconds): number {
  return Math.max(0, milliseconds(seconds));
}

/** Four decimals, within [least, 1]: float32 sums of unit vectors may pass 1 by a hair. */
function rounded(value: number, least: number): number {
  return Math.round(Math.min(1, Math.max(least, value)) * 10_000) / 10_000;
}
