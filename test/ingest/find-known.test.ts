import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/domain/recording.js';
import { decide, findKnownSound, type Known } from '../../src/ingest/find-known.js';
import { describeKnown } from '../../src/ingest/ingest-result.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import { at, complete, enroll, makeRecording, newId, randomNumbers, tempStore } from '../store/fixture.js';

const common = {
  fileId: 'f',
  stream: 0,
  streamAsked: 0 as const,
  meetingId: 'm',
  title: 'a',
  fileName: 'a.wav',
  finishedAt: at(1),
};
const known = (by: Known['by'], part?: Known['part']): Known => ({ ...common, by, part });
const part = { start: 65, end: 130 };

it.each([
  [null, {}, 'process'],
  [null, { force: true }, 'process'],
  [known('sha256'), {}, 'report'],
  [known('sha256'), { asCopy: true }, 'report'],
  [known('content'), { force: true }, 'replace'],
  [known('acoustic'), {}, 'report'],
  [known('acoustic'), { asCopy: true }, 'process'],
  [known('acoustic'), { force: true }, 'replace'],
  [known('acoustic', part), {}, 'report'],
  [known('acoustic', part), { asCopy: true }, 'process'],
  [known('acoustic', part), { force: true }, 'process'],
] as const)('%j with %j: %s', (recording, policy, decision) => {
  expect(decide(recording, policy)).toBe(decision);
});

it('never offers to replace the whole with a part', () => {
  expect(describeKnown(known('acoustic'))).toContain('--force');
  expect(describeKnown(known('acoustic', part))).toContain('(a.wav, 1:05 to 2:10)');
  expect(describeKnown(known('acoustic', part))).not.toContain('--force');
});

describe('what is found by its sound', () => {
  const random = randomNumbers(7);
  const words = (seconds: number) => Uint32Array.from({ length: 8 * seconds }, () => random() * 2 ** 32);
  const hour = words(3600);
  const recordingOf = (name: string, acoustic: Uint32Array): Recording => {
    const plain = makeRecording(name, { duration: acoustic.length / 8 });
    return { ...plain, fingerprint: { ...plain.fingerprint, acoustic } };
  };
  const between = (from: number, to: number) => hour.slice(8 * from, 8 * to);

  function storeWith(...recordings: Recording[]) {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    return {
      store,
      meetings: recordings.map((recording, i) => complete(store, recording, maya, { minute: i })),
    };
  }
  const found = (acoustic: Uint32Array, ...recordings: Recording[]) => {
    const { store } = storeWith(...recordings);
    return findKnownSound(store, recordingOf('new.wav', acoustic));
  };

  it('is the same recording among others of its length', () => {
    const others = ['b.wav', 'c.wav'].map((name) => recordingOf(name, words(300)));
    const copy = recordingOf('a.wav', between(0, 300));
    expect(found(between(0, 300), others[0], copy, others[1])).toEqual({
      known: expect.objectContaining({ fileName: 'a.wav', by: 'acoustic' }),
      shorter: [],
    });
    expect(found(between(0, 300), ...others)).toEqual({ known: null, shorter: [] });
  });

  it('is the whole hour that five minutes were taken from, with their place in it', () => {
    // The people of the fixture speak from 0.1 s to 12 s.
    const { known } = found(between(0, 300), recordingOf('hour.wav', hour));
    expect(known).toMatchObject({ fileName: 'hour.wav', part: { start: 0, end: 300 } });
  });

  it('is not common music or noise in which nobody speaks', () => {
    expect(found(between(1000, 1300), recordingOf('hour.wav', hour)).known).toBeNull();
    const { store, meetings } = storeWith(recordingOf('waiting.wav', between(0, 60)));
    replaceTurns(store, { meetingId: meetings[0].meetingId, turns: [], newId, now: at(5) });
    expect(findKnownSound(store, recordingOf('call.wav', between(0, 90))).shorter).toEqual([]);
  });

  it('is every shorter copy: those that were cut off, and those that were cut out', () => {
    const copies = [
      recordingOf('cut-off.wav', between(0, 49)),
      recordingOf('late.wav', between(8, 62)),
      recordingOf('middle.wav', between(20, 40)),
      recordingOf('other.wav', words(30)),
    ];
    const { known, shorter } = found(between(0, 62), ...copies);
    expect(known).toBeNull();
    expect(shorter.map(({ fileName, cutOff }) => [fileName, cutOff])).toEqual([
      ['late.wav', true],
      ['cut-off.wav', true],
      ['middle.wav', false],
    ]);
  });
});
