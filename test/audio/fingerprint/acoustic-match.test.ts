import { mkdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode-audio.js';
import {
  acousticMatchDefaults,
  createAcousticMatcher,
} from '../../../src/audio/fingerprint/acoustic-match.js';
import { hasShared, shared } from '../../shared.js';
import { makeMedia, temporaryFolder } from '../media.js';
import { fingerprint, joined, matchAcoustic, randomly, rate, scaled, silence, talk } from '../talk.js';

const at = temporaryFolder();

describe('matchAcoustic', () => {
  const a = talk(30, 1);
  const wordsOfA = fingerprint(a);

  it('knows a copy, whatever its gain', () => {
    expect(matchAcoustic(wordsOfA, wordsOfA)).toMatchObject({ relation: 'same', bitErrorRate: 0, offset: 0 });
    for (const gain of [0.1, 0.5, 2])
      expect(matchAcoustic(wordsOfA, fingerprint(scaled(a, gain)))?.relation).toBe('same');
  });

  it('knows that a recording lost its beginning or its end, and how much of it', () => {
    for (const lost of [0.3, 1.9375, 3, 5, 15]) {
      const late = fingerprint(a.subarray(lost * rate));
      const relation = lost < acousticMatchDefaults.edge ? 'same' : 'shorter';
      const start = matchAcoustic(late, wordsOfA);
      expect(start, `${lost} s off the beginning`).toMatchObject({ relation });
      expect(Math.abs((start?.offset ?? 0) - lost)).toBeLessThan(0.13);
      expect(start?.common.start).toBeCloseTo(lost, 0);
      const longer = matchAcoustic(wordsOfA, late);
      expect(longer?.relation).toBe(relation === 'shorter' ? 'longer' : 'same');
      expect(longer?.common.start).toBe(0);

      const short = fingerprint(a.subarray(0, a.length - lost * rate));
      const end = matchAcoustic(short, wordsOfA);
      expect(end, `${lost} s off the end`).toMatchObject({
        relation,
        offset: 0,
        bitErrorRate: expect.closeTo(0, 1),
      });
      expect(30 - lost - (end?.common.end ?? 0)).toBeLessThan(2);
      expect(matchAcoustic(wordsOfA, short)?.relation).toBe(relation === 'shorter' ? 'longer' : 'same');
    }
  });

  it('finds some minutes in the middle of something far longer', () => {
    const hour = Uint32Array.from({ length: 3600 * 8 }, randomWords(8));
    const minutes = damaged(hour.slice(1000 * 8, 1300 * 8), 0.2);
    expect(matchAcoustic(minutes, hour)).toMatchObject({
      relation: 'shorter',
      common: { start: 1000, end: 1300 },
    });
    expect(matchAcoustic(hour, minutes)).toMatchObject({
      relation: 'longer',
      common: { start: 0, end: 300 },
    });
  });

  it('tells other recordings apart', () => {
    for (let seed = 2; seed < 12; seed++) {
      const words = fingerprint(talk(30, seed));
      expect(matchAcoustic(wordsOfA, words)).toBeNull();
      expect(createAcousticMatcher(wordsOfA).compare(words)?.bitErrorRate).toBeGreaterThan(0.4);
    }
  });

  it('tells recordings apart that begin alike and go on differently, however long they are alike', () => {
    for (const alike of [10, 60, 300])
      for (const other of [2.5, 4, 15]) {
        const music = talk(alike, 70);
        const [one, two] = [1, 2].map((seed) => fingerprint(joined(music, talk(other, 80 + seed))));
        expect(matchAcoustic(one, two), `${alike} s alike, then ${other} s`).toBeNull();
        const [before, after] = [1, 2].map((seed) => fingerprint(joined(talk(other, 90 + seed), music)));
        expect(matchAcoustic(before, after), `${other} s, then ${alike} s alike`).toBeNull();
      }
  });

  it('tells recordings apart that differ in the middle', () => {
    const [start, end] = [talk(40, 3), talk(40, 4)];
    const [one, two] = [talk(5, 5), talk(5, 6)].map((middle) => fingerprint(joined(start, middle, end)));
    expect(matchAcoustic(one, two)).toBeNull();
    const cutOut = fingerprint(joined(start, end));
    expect(matchAcoustic(one, cutOut)).toBeNull();
  });

  it('tells recordings apart that overlap, each with something of its own', () => {
    const whole = talk(60, 12);
    const early = fingerprint(whole.subarray(0, 50 * rate));
    const late = fingerprint(whole.subarray(10 * rate));
    expect(createAcousticMatcher(early).compare(late)?.bitErrorRate).toBeLessThan(0.1);
    expect(matchAcoustic(early, late)).toBeNull();
  });

  it('does not take silence at the end for missing talk', () => {
    const waiting = fingerprint(joined(a, silence(20)));
    expect(matchAcoustic(wordsOfA, waiting)?.relation).toBe('same');
    expect(matchAcoustic(fingerprint(joined(a, talk(20, 9))), waiting)).toBeNull();
  });

  it('does not match recordings that share silence and an announcement', () => {
    const announcement = talk(6, 50);
    const meeting = (seed: number) =>
      fingerprint(
        joined(announcement, silence(20), talk(8, seed), silence(15), talk(6, seed + 1), silence(20)),
      );
    expect(matchAcoustic(meeting(1), meeting(1))?.relation).toBe('same');
    expect(matchAcoustic(meeting(1), meeting(3))).toBeNull();
  });

  it('does not match on silence alone, or on too little', () => {
    const quiet = fingerprint(silence(60));
    expect(matchAcoustic(quiet, quiet)).toBeNull();
    expect(matchAcoustic(new Uint32Array(0), new Uint32Array(0))).toBeNull();
    const short = fingerprint(a.subarray(0, 4 * rate));
    expect(short.length).toBeGreaterThan(0);
    expect(short.length).toBeLessThan(acousticMatchDefaults.words);
    expect(matchAcoustic(short, short)).toBeNull();
  });

  it('finds four hours with a quarter of their bits wrong, and a looped recording', () => {
    const hours = Uint32Array.from({ length: 4 * 3600 * 8 }, randomWords(3));
    const match = matchAcoustic(hours, damaged(hours.slice(777), 0.25));
    expect(match?.bitErrorRate).toBeCloseTo(0.25, 2);
    expect(match).toMatchObject({ relation: 'longer', offset: -777 / 8 });
    const loop = Uint32Array.from({ length: hours.length }, (_, i) => hours[i % 800]);
    expect(matchAcoustic(loop, loop.slice())).toMatchObject({ relation: 'same', bitErrorRate: 0, offset: 0 });
  });
});

const randomWords = (seed: number) => {
  const random = randomly(seed);
  return () => random() * 2 ** 32;
};

/** With this share of the bits flipped. */
function damaged(words: Uint32Array, share: number): Uint32Array {
  const random = randomly(5);
  return words.map((word) => {
    let flipped = word;
    for (let bit = 0; bit < 32; bit++) if (random() < share) flipped ^= 1 << bit;
    return flipped;
  });
}

describe.skipIf(!hasShared)('on recordings', () => {
  const files = ['meetings/read-2-speakers', 'ami/EN2001a', 'ami/ES2003a', 'noise/doing_the_dishes'];
  const originals: Uint32Array[] = [];
  const fingerprintOf = async (path: string) =>
    (await decodeAudio(path, { spoolFolder: at('spool') })).recording.fingerprint.acoustic;

  beforeAll(async () => {
    mkdirSync(at('copies'));
    for (const [i, file] of files.entries()) {
      makeMedia('-i', shared('audio', `${file}.flac`), '-t', '25', at(`${i}.wav`));
      originals.push(await fingerprintOf(at(`${i}.wav`)));
    }
  });

  it.each([
    ['mp3 at 64 kbit/s', 'a.mp3', ['-b:a', '64k']],
    ['opus at 24 kbit/s', 'a.ogg', ['-c:a', 'libopus', '-b:a', '24k']],
    ['8 kHz', 'a.wav', ['-ar', '8000']],
    ['44.1 kHz stereo', 'b.m4a', ['-ar', '44100', '-ac', '2', '-c:a', 'aac']],
    [
      '12 dB less, 2 s off the start',
      'c.ogg',
      ['-ss', '2', '-af', 'volume=-12dB', '-c:a', 'libopus', '-b:a', '24k'],
    ],
  ])('survives %s, and matches nothing else', async (_, name, options) => {
    for (const [i, file] of files.entries()) {
      makeMedia('-i', at(`${i}.wav`), ...options, at('copies', name));
      const copy = await fingerprintOf(at('copies', name));
      const matches = originals.map((original) => matchAcoustic(original, copy) !== null);
      expect(matches, `${file} as ${name}`).toEqual(files.map((_, j) => i === j));
    }
  });
});
