import { v7 } from 'uuid';
import type { Meeting } from '../src/domain/meeting.js';
import type { Recording } from '../src/domain/recording.js';
import type { Turn } from '../src/domain/speakers.js';
import { normalize } from '../src/domain/vectors.js';
import { stageNames } from '../src/pipeline/events.js';
import { listRenderDebts, saveArtifacts, settleRenderDebt } from '../src/store/artifacts.js';
import { completeMeeting } from '../src/store/completed-meetings.js';
import { beginMeeting, startProcessing } from '../src/store/meetings.js';
import { addProcessingEvent } from '../src/store/processing-events.js';
import { createProfile } from '../src/store/profiles.js';
import { type Store, write } from '../src/store/store.js';
import { setTranscriptionStatus } from '../src/store/transcriptions.js';
import { addVoiceSamples } from '../src/store/voice-samples.js';
import { normalFrom, randomFrom } from './conversations/random.js';

const voiceModel = 'campplus-zh-en';
const dims = 192;
const minuteMs = 60_000;
const names = ['Maya', 'Tom', 'Anna', 'José', 'Łukasz', '小林', 'Zoë', 'Priya'];
const subjects = ['Stand-up', 'Budget', 'Interview', 'Retrospective', 'Planning', 'Réunion client'];
const words =
  'we could ship this on Monday if nobody finds another problem with the way it counts hours and days'.split(
    ' ',
  );

const oneOfNineteen = (random: () => number): string => words[Math.floor(random() * words.length)];

interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly voice: Float32Array;
}

/**
 * Fills a store with completed meetings through the store's own functions, the same ones for the same seed but for their
 * ids: enrolled people with a sample each, meetings of two to four speakers of whom some are known, one every two hours,
 * with words, events of the run, the history of the transcription, and rendered files as the store knows them (no file is
 * written, and none is owed).
 *
 * @param size how many meetings, people, and turns a meeting.
 */
export function fillStore(
  store: Store,
  size: {
    readonly meetings: number;
    readonly people?: number;
    readonly turns?: number;
    readonly seed?: number;
    /** Gives a word that is said; without it, one of nineteen. */
    readonly wordOf?: (random: () => number) => string;
  },
  onProgress: (meetings: number) => void = () => {},
): void {
  const { meetings, people = 50, turns = 24, seed = 1, wordOf = oneOfNineteen } = size;
  const random = randomFrom(seed);
  const known = write(store, 'filling the store', () =>
    Array.from({ length: people }, (_, i) => enroll(store, i, random)),
  );
  const batch = 100;
  for (let done = 0; done < meetings; done += batch) {
    const count = Math.min(batch, meetings - done);
    write(store, 'filling the store', () => {
      for (let i = 0; i < count; i++) addMeeting(store, done + i, { turns, wordOf }, known, random);
      for (const debt of listRenderDebts(store)) settleRenderDebt(store, debt);
    });
    onProgress(done + count);
  }
}

const newId = () => v7();

/** Two hours after the meeting before, from 2024 on. */
const startOf = (index: number, minutes = 0): string =>
  new Date(Date.UTC(2024, 0, 1, 8) + (index * 120 + minutes) * minuteMs).toISOString();

function enroll(store: Store, index: number, random: () => number): Person {
  const now = startOf(0);
  const displayName = `${names[index % names.length]} ${index + 1}`;
  const person = { id: newId(), displayName, voice: newVoice(random) };
  createProfile(store, { id: person.id, displayName, consentVersion: '1', consentedAt: now, now });
  const embedding = { model: voiceModel, vector: person.voice };
  addVoiceSamples(store, {
    profileId: person.id,
    samples: [
      { id: newId(), source: { path: `/voices/${index + 1}.wav` }, embedding, seconds: 20, quality: 0.9 },
    ],
    now,
  });
  return person;
}

function newVoice(random: () => number): Float32Array {
  return normalize(Float32Array.from({ length: dims }, () => normalFrom(random)));
}

function addMeeting(
  store: Store,
  index: number,
  { turns, wordOf }: { readonly turns: number; readonly wordOf: (random: () => number) => string },
  people: readonly Person[],
  random: () => number,
): void {
  const now = startOf(index, 90);
  const recording = recordingOf(index, turns, random);
  const title = `${subjects[index % subjects.length]} ${index + 1}`;
  const begun = beginMeeting(store, { recording, stream: 0, title, newId, now });
  const { meetingId, transcriptionId } = begun;
  startProcessing(store, meetingId, now);
  for (const status of ['transcribing', 'diarizing', 'extracting_features'] as const)
    setTranscriptionStatus(store, { transcriptionId, status, historyId: newId(), now });
  for (const stage of stageNames)
    for (const status of ['STARTED', 'COMPLETED'] as const) {
      const durationMs = status === 'STARTED' ? null : random() * 9000;
      addProcessingEvent(store, { id: newId(), meetingId, stage, status, durationMs, createdAt: now });
    }
  const meeting = meetingOf(meetingId, title, recording, { turns, wordOf }, people, random);
  completeMeeting(store, { ...begun, meeting, style: 'verbatim', newId, now });
  const artifacts = [
    'transcript.json',
    'transcript.md',
    'transcript.srt',
    'transcript.txt',
    'transcript.vtt',
  ].map((type) => ({
    type,
    key: `${meetingId}/${type}`,
    size: 100 * turns,
    sha256: hex(random, 64),
    style: 'verbatim' as const,
  }));
  saveArtifacts(store, { meetingId, artifacts, newId, now });
}

const hex = (random: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');

function recordingOf(index: number, turns: number, random: () => number): Recording {
  const fileName = `meeting-${index + 1}.ogg`;
  return {
    path: `/recordings/${fileName}`,
    fileName,
    size: 40_000 * turns,
    mime: 'audio/ogg',
    duration: 5 * turns + 1,
    recordedAt: startOf(index),
    dating: { source: 'tag', precision: 'moment', zone: '+01:00' },
    fingerprint: {
      sha256: hex(random, 64),
      contentFp: hex(random, 64),
      acoustic: Uint32Array.from({ length: 30 * turns }, () => random() * 2 ** 32),
    },
    warnings: [],
    notes: [],
    tracks: [],
  };
}

function meetingOf(
  id: string,
  title: string,
  recording: Recording,
  { turns: count, wordOf }: { readonly turns: number; readonly wordOf: (random: () => number) => string },
  people: readonly Person[],
  random: () => number,
): Meeting {
  const first = Math.floor(random() * people.length);
  // One voice in three is of nobody who is enrolled.
  const voices = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, i) => ({
    id: `S${i + 1}`,
    person: people.length > 0 && random() < 2 / 3 ? people[(first + i) % people.length] : null,
  }));
  const turns = Array.from({ length: count }, (_, i) =>
    turnOf(voices[i % voices.length].id, 5 * i, wordOf, random),
  );
  return {
    id,
    title,
    recording,
    language: 'en',
    models: {
      speech: 'silero-vad',
      recognition: 'whisper-base',
      segmentation: 'pyannote',
      voice: voiceModel,
    },
    clusters: voices.map((voice) => ({
      id: voice.id,
      spans: turns
        .filter(({ clusterId }) => clusterId === voice.id)
        .map(({ start, end }) => ({ start, end })),
      centroid: { model: voiceModel, vector: voice.person?.voice ?? newVoice(random) },
    })),
    speakers: voices.map(({ id: clusterId, person }) => {
      const similarity = person ? 0.6 + random() / 3 : random() / 3;
      const candidates = person
        ? [{ profileId: person.id, displayName: person.displayName, similarity }]
        : [];
      const label = { profileId: person?.id ?? null, displayName: person?.displayName ?? null };
      return { clusterId, ...label, similarity, candidates };
    }),
    turns,
    suppressed: [],
    unrecognized: [],
  };
}

/** Twelve words in four seconds and a half. */
function turnOf(
  clusterId: string,
  start: number,
  wordOf: (random: () => number) => string,
  random: () => number,
): Turn {
  const spoken = Array.from({ length: 12 }, (_, i) => ({
    text: wordOf(random),
    start: start + i * 0.375,
    end: start + i * 0.375 + 0.3,
    confidence: 0.5 + random() / 2,
  }));
  const text = `${spoken.map((word) => word.text).join(' ')}.`;
  return { clusterId, start, end: start + 4.5, text, confidence: 0.8, language: 'en', words: spoken };
}
