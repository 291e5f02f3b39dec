import { mkdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  acousticMatchDefaults,
  createAcousticFingerprinter,
  createAcousticMatcher,
  matchAcoustic,
  wordsPerSecond,
} from '../../src/audio/acoustic-fingerprint.js';
import { decodeAudio } from '../../src/audio/decode-audio.js';
import { hasShared, shared } from '../shared.js';
import { makeMedia, temporaryFolder } from './media.js';

const at = temporaryFolder();
const rate = 16_000;

function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Something like talk: eight harmonics of a wandering pitch, in syllables of changing loudness and colour. */
function talk(seconds: number, seed: number): Int16Array {
  const random = randomly(seed);
  const pcm = new Int16Array(seconds * rate);
  let phase = 0;
  for (let start = 0; start < pcm.length; ) {
    const length = Math.round((0.1 + 0.25 * random()) * rate);
    const pitch = 180 + 220 * random();
    const weights = Array.from({ length: 8 }, () => random() ** 2);
    const loud = random() < 0.2 ? 0 : 2000 + 3000 * random();
    for (let i = 0; i < length && start + i < pcm.length; i++) {
      phase += (2 * Math.PI * pitch) / rate;
      const shape = Math.sin((Math.PI * i) / length);
      let value = 20 * (random() - 0.5);
      // sin((h + 1) phase) from the two before it.
      let [before, now] = [0, Math.sin(phase)];
      const twice = 2 * Math.cos(phase);
      for (let h = 0; h < 8; h++) {
        value += loud * shape * 0.25 * weights[h] * now;
        [before, now] = [now, twice * now - before];
      }
      pcm[start + i] = value;
    }
    start += length;
  }
  return pcm;
}

function fingerprint(pcm: Int16Array, pieces = 7777): Uint32Array {
  const fingerprinter = createAcousticFingerprinter();
  for (let i = 0; i < pcm.length; i += pieces) fingerprinter.push(pcm.subarray(i, i + pieces));
  return fingerprinter.finish();
}

const scaled = (pcm: Int16Array, gain: number) => pcm.map((x) => Math.round(gain * x));
function joined(...parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
const silence = (seconds: number) => new Int16Array(seconds * rate);

describe('createAcousticFingerprinter', () => {
  const pcm = talk(20, 1);

  it('gives 8 words per second, whatever the pieces', () => {
    const words = fingerprint(pcm);
    expect(wordsPerSecond).toBe(8);
    expect(words.length).toBeGreaterThan(20 * 8 - 18);
    expect(words.length).toBeLessThanOrEqual(20 * 8);
    for (const pieces of [97, 999, 1_000_000]) expect(fingerprint(pcm, pieces)).toEqual(words);
  });

  it('gives nothing for less than 2 s', () => {
    for (const seconds of [0, 0.01, 1, 1.5])
      expect(fingerprint(talk(20, 1).subarray(0, seconds * rate))).toHaveLength(0);
  });

  it('gives zeros for silence and for a steady tone, and next to none for talk', () => {
    expect(fingerprint(silence(10)).every((word) => word === 0)).toBe(true);
    const tone = Int16Array.from(
      { length: 10 * rate },
      (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / rate),
    );
    expect(fingerprint(tone).every((word) => word === 0)).toBe(true);
    expect(fingerprint(pcm).filter((word) => word === 0).length).toBeLessThan(5);
  });

  it('does not mind the gain, down to a thirtieth', () => {
    const words = fingerprint(pcm);
    for (const gain of [0.03, 0.5, 2]) {
      const match = matchAcoustic(words, fingerprint(scaled(pcm, gain)));
      expect(match?.bitErrorRate, `gain ${gain}`).toBeLessThan(0.05);
    }
  });
});

describe('matchAcoustic', () => {
  const a = talk(30, 1);
  const wordsOfA = fingerprint(a);

  it('finds a recording again that lost its beginning or its end, and by how much', () => {
    for (const lost of [0.3, 1.9375, 2, 5]) {
      const start = matchAcoustic(wordsOfA, fingerprint(a.subarray(lost * rate)));
      expect(start?.bitErrorRate, `${lost} s`).toBeLessThan(0.2);
      expect(Math.abs((start?.offset ?? 0) + lost)).toBeLessThan(0.13);
      expect(start?.overlap).toBeCloseTo(1 - lost / 28, 1);
      const end = matchAcoustic(wordsOfA, fingerprint(a.subarray(0, a.length - lost * rate)));
      expect(end).toMatchObject({ offset: 0, bitErrorRate: expect.closeTo(0, 1) });
      expect(matchAcoustic(fingerprint(a.subarray(lost * rate)), wordsOfA)?.offset).toBeCloseTo(
        -(start?.offset ?? 0),
        1,
      );
    }
  });

  it('tells other recordings apart', () => {
    for (let seed = 2; seed < 12; seed++) {
      const words = fingerprint(talk(30, seed));
      expect(matchAcoustic(wordsOfA, words)).toBeNull();
      expect(createAcousticMatcher(wordsOfA).compare(words)?.bitErrorRate).toBeGreaterThan(0.4);
    }
  });

  it('does not take a part for the whole, nor the whole for a part', () => {
    const part = fingerprint(a.subarray(0, 15 * rate));
    expect(matchAcoustic(wordsOfA, part)).toBeNull();
    expect(matchAcoustic(part, wordsOfA)).toBeNull();
    const twice = fingerprint(joined(a, talk(20, 9)));
    expect(matchAcoustic(wordsOfA, twice)).toBeNull();
  });

  it('does not match recordings that share silence and an announcement', () => {
    const announcement = talk(6, 50);
    const meeting = (seed: number) =>
      fingerprint(
        joined(announcement, silence(20), talk(8, seed), silence(15), talk(6, seed + 1), silence(20)),
      );
    expect(matchAcoustic(meeting(1), meeting(1))?.bitErrorRate).toBe(0);
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

  it('finds four hours with a quarter of their bits wrong, and a recording in a loop', () => {
    const random = randomly(3);
    const hours = Uint32Array.from({ length: 4 * 3600 * 8 }, () => random() * 2 ** 32);
    const damaged = hours.slice(777).map((word) => {
      let flipped = word;
      for (let bit = 0; bit < 32; bit++) if (random() < 0.25) flipped ^= 1 << bit;
      return flipped;
    });
    const match = matchAcoustic(hours, damaged);
    expect(match?.bitErrorRate).toBeCloseTo(0.25, 2);
    expect(match?.offset).toBe(-777 / 8);
    const loop = Uint32Array.from({ length: hours.length }, (_, i) => hours[i % 800]);
    expect(matchAcoustic(loop, loop.slice())).toEqual({ bitErrorRate: 0, offset: 0, overlap: 1 });
  });
});

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
