import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { codeOf } from '../../src/domain/code-distances.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import type { StoreKey } from '../../src/store/engine.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { eraseMeetings } from '../../src/store/meetings.js';
import { openStore } from '../../src/store/open-store.js';
import { resealStore } from '../../src/store/reseal.js';
import type { Store } from '../../src/store/store.js';
import { saveTextVectors, waitingTurns } from '../../src/store/text-vectors.js';
import { addMessage, beginThread, listMessages } from '../../src/store/threads.js';
import { canEncrypt, rawKey } from './engine.js';
import {
  at,
  begin,
  complete,
  enroll,
  makeMeeting,
  makeRecording,
  newId,
  randomNumbers,
  randomVoice,
  tempFolder,
} from './fixture.js';

function open(home: string, key: StoreKey | null = null): Store {
  const store = openStore({ home, now: at(0), key });
  onTestFinished(() => store.close());
  return store;
}

/** Everything that the folder of a store holds, logs of SQLite included. */
function bytesOf(home: string): Buffer {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** Which of these are in the folder. */
function found(home: string, traces: readonly (string | Buffer)[]): string[] {
  const bytes = bytesOf(home);
  return traces.filter((trace) => bytes.includes(trace)).map((trace) => String(trace).slice(0, 40));
}

/** One bit for each number, as vectors of texts are kept for a quick look. */
const signsOf = (vector: Float32Array): Buffer => Buffer.from(codeOf(vector).buffer);

/** A meeting whose words, title and text vectors are like nothing else. */
function unusualMeeting(store: Store, name: string, seed: number) {
  const random = randomNumbers(seed);
  const word = () =>
    Array.from({ length: 14 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
  const recording = makeRecording(`${name}.ogg`);
  const begun = begin(store, recording, 1);
  const made = makeMeeting(recording, { id: '', displayName: '' }, begun.meetingId);
  const words = Array.from({ length: 40 }, word);
  const speakers = made.clusters.map(({ id }) => ({
    clusterId: id,
    profileId: null,
    displayName: null,
    similarity: 0,
    candidates: [],
  }));
  const turns = words.map((text, i) => ({
    ...made.turns[0],
    start: i,
    end: i + 1,
    words: [],
    text: `${text} ${'and so on '.repeat(Math.floor(random() * 20))}`,
  }));
  const meeting = { ...made, title: `title ${word()}`, speakers, turns };
  completeMeeting(store, { ...begun, meeting, style: 'verbatim', replaces: [], newId, now: at(2) });
  const embedded = waitingTurns(store, 100, begun.meetingId).map((turn) => ({
    ...turn,
    vector: randomVoice(random, 384),
  }));
  saveTextVectors(store, 'net', embedded);
  const kept = store.sql<{ vector: Buffer }>('SELECT vector FROM search_vectors WHERE id = ?');
  const vectors = embedded.flatMap(({ key, vector }) => [
    kept.get(key)!.vector.subarray(100, 148),
    Buffer.from(vector.buffer, 0, 64),
    signsOf(vector),
  ]);
  return { meetingId: begun.meetingId, traces: [...words, meeting.title, `${name}.ogg`, ...vectors] };
}

describe('an erased meeting', () => {
  it('leaves no word, no title and no vector of a text, in the database and its logs', () => {
    const home = tempFolder();
    const store = open(home);
    const meetings = Array.from({ length: 8 }, (_, i) => unusualMeeting(store, `quarterly-${i}`, i + 1));
    const gone = meetings.filter((_, i) => i % 2 === 0);
    const traces = gone.flatMap((meeting) => meeting.traces);
    expect(found(home, traces).length).toBeGreaterThanOrEqual(4 * 81);
    eraseMeetings(
      store,
      gone.map(({ meetingId }) => meetingId),
    );
    expect(found(home, traces)).toEqual([]);
    const kept = meetings[1].traces.filter((trace) => typeof trace === 'string');
    expect(found(home, kept).length).toBe(kept.length);
  });
});

describe('a forgotten person', () => {
  it.each([
    ['a plain store', null],
    ...(canEncrypt ? [['an encrypted store', rawKey('ab')] as const] : []),
  ] as const)('is in no byte of %s: name, voice, its signs, and threads of questions', async (_what, key) => {
    const home = tempFolder();
    const store = open(home, key);
    const person = enroll(store, 'Zinaida Quill');
    const { meetingId, meeting } = complete(store, makeRecording('a.ogg'), person);
    const threadId = newId();
    beginThread(store, { id: threadId, contextType: 'MEETING', contextId: meetingId, now: at(3) });
    const say = (content: string, toolCalls: unknown) =>
      addMessage(store, { id: newId(), threadId, role: 'assistant', content, toolCalls, now: at(4) });
    say('Zinaida Quill promised it; zinaida quill’s team will do it.', null);
    say('See there.', [{ arguments: { speaker: 'Zinaida Quill' } }]);
    const voice = meeting.clusters[0].centroid.vector;
    const bytes = Buffer.from(voice.buffer, voice.byteOffset, voice.byteLength);
    const pieces = [0, 200, 400, 700].map((start) => bytes.subarray(start, start + 32));
    const traces = ['Zinaida', 'Quill', 'zinaida', ...pieces, signsOf(voice)];
    forgetProfile(store, { profileId: person.id, now: at(5) });
    expect(listMessages(store, threadId)[0].content).toBe(
      'a forgotten speaker promised it; a forgotten speaker’s team will do it.',
    );
    expect(found(home, traces)).toEqual([]);
    store.close();
    expect(found(home, traces)).toEqual([]);
    if (!key) return;
    // Not only because it is encrypted.
    await resealStore({ home, from: key, to: null, rendered: [] });
    expect(found(home, traces)).toEqual([]);
  });
});
