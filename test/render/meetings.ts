import { type FormatName, formatsByDefault } from '../../src/domain/format-names.js';
import type { Meeting } from '../../src/domain/meeting.js';
import type { Speaker, Turn } from '../../src/domain/speakers.js';
import type { Word } from '../../src/domain/transcript.js';
import { type RenderedArtifact, renderArtifact } from '../../src/render/formats.js';

/** Words that follow each other, `each` seconds long, `gap` seconds apart. */
export function words(text: string, start: number, each = 0.25, gap = 0.05): Word[] {
  return text.split(' ').map((word, i) => {
    const at = start + i * (each + gap);
    return { text: word, start: at, end: at + each, confidence: 0.9 };
  });
}

export function turn(clusterId: string, said: readonly Word[], text?: string): Turn {
  return {
    clusterId,
    text: text ?? said.map((w) => w.text).join(' '),
    words: said,
    start: said[0]?.start ?? 0,
    end: said.at(-1)?.end ?? 0,
    confidence: 0.9,
    language: 'en',
  };
}

export function speaker(clusterId: string, displayName: string | null, confidence = 0.8): Speaker {
  const profileId = displayName === null ? null : `profile-of-${clusterId}`;
  return { clusterId, profileId, displayName, similarity: confidence, candidates: [] };
}

export function meeting(turns: readonly Turn[], speakers: readonly Speaker[] = []): Meeting {
  const ids = [...new Set(turns.map((t) => t.clusterId))].filter((id) => id !== 'unattributed').sort();
  return {
    id: '01a21a5c-6bc5-71b8-8d42-6ddeb0a16562',
    title: 'Weekly',
    language: 'en',
    models: { speech: 'silero-vad-6.2', recognition: 'whisper-tiny.en-scribe', voice: 'campplus-zh-en' },
    recording: {
      path: '/private/place/weekly.ogg',
      fileName: 'weekly.ogg',
      size: 1234,
      mime: 'audio/ogg',
      duration: 75.5,
      recordedAt: '2026-03-04T10:00:00.000Z',
      dating: { source: 'tag', precision: 'moment', zone: null },
      fingerprint: { sha256: 'a'.repeat(64), contentFp: 'b'.repeat(64), acoustic: new Uint32Array([1]) },
      warnings: [],
      notes: [],
      tracks: [],
    },
    clusters: ids.map((id) => ({
      id,
      spans: [],
      centroid: { model: 'campplus-zh-en', vector: new Float32Array(2) },
    })),
    speakers,
    turns,
    suppressed: [],
    unrecognized: [],
  };
}

/** Numbers in [0, 1) from a seed (mulberry32, public domain). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const vocabulary = [
  'a',
  'the',
  'budget',
  'yes,',
  'no.',
  'right?',
  'nevertheless',
  'Thursday',
  'and;',
  '<b>bold</b>',
  '-->',
  '{\\an8}',
  'R&D',
  '*stars*',
  '😀👍🏽',
  '👩‍👩‍👧‍👦',
  '会议',
  'こんにちは。',
  'שלום',
  'two words',
  'line\nbreak',
  'donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  '漢'.repeat(50),
  '',
];

/** A meeting as wild as recognizers and people make them: overlaps, silences, zero-length and long words. */
export function wildMeeting(seed: number, turnCount = 12): Meeting {
  const next = random(seed);
  const pick = (n: number) => Math.floor(next() * n);
  const turns: Turn[] = [];
  let at = next() * 3;
  for (let i = 0; i < turnCount; i++) {
    const said: Word[] = [];
    let t = at;
    for (let count = pick(40); count >= 0; count--) {
      const length = next() < 0.1 ? 0 : next() < 0.02 ? 9 : 0.1 + next() * 0.5;
      said.push({ text: vocabulary[pick(vocabulary.length)], start: t, end: t + length, confidence: next() });
      t += next() < 0.1 ? length + next() * 4 : length * (0.9 + next() * 0.2);
    }
    const glued = next() < 0.2 && { glued: true };
    const joined = said.map((word) => ({ ...word, ...glued }));
    const whole = turn(`S${1 + pick(4)}`, joined, said.map((w) => w.text).join(glued ? '' : ' '));
    turns.push(next() < 0.1 ? { ...whole, words: [], end: t } : whole);
    at = next() < 0.3 ? at + (t - at) * next() : t + next();
  }
  return meeting(turns, [
    speaker('S1', 'Maya'),
    speaker('S2', 'A name that takes more room than half a line'),
  ]);
}

/** A meeting in these formats, verbatim. */
export function renderArtifacts(
  of: Meeting,
  names: readonly FormatName[] = formatsByDefault,
): Promise<RenderedArtifact[]> {
  return Promise.all(names.map((name) => renderArtifact(of, name, 'verbatim')));
}
