/**
 * Bit error rates of the acoustic fingerprint: the same sound in other encodings against different sounds, and the
 * longest span in which two recordings differ, with what they leave on both sides of the thresholds; then the
 * speed of computing and of comparing fingerprints.
 *
 *     npx tsx bench/fingerprint.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAudio } from '../src/audio/decode-audio.js';
import { findFfmpeg } from '../src/audio/ffmpeg/find.js';
import {
  createAcousticFingerprinter,
  wordsPerSecond,
} from '../src/audio/fingerprint/acoustic-fingerprint.js';
import {
  type AcousticComparison,
  acousticMatchDefaults,
  createAcousticMatcher,
} from '../src/audio/fingerprint/acoustic-match.js';
import { sampleRate } from '../src/domain/recording.js';
import { shared } from '../test/shared.js';

interface Way {
  readonly name: string;
  readonly extension: string;
  readonly options: readonly string[];
}

/** What may happen to a file between two people. 1.94 s is the worst case: half of the way between two words. */
const ways: readonly Way[] = [
  { name: 'mp3 64 kbit/s', extension: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '64k'] },
  { name: 'opus 24 kbit/s', extension: 'ogg', options: ['-c:a', 'libopus', '-b:a', '24k'] },
  {
    name: 'aac, 44.1 kHz stereo',
    extension: 'm4a',
    options: ['-ar', '44100', '-ac', '2', '-c:a', 'aac', '-b:a', '96k'],
  },
  { name: '8 kHz', extension: 'wav', options: ['-ar', '8000'] },
  { name: '8 kHz mu-law', extension: 'wav', options: ['-ar', '8000', '-c:a', 'pcm_mulaw'] },
  { name: '-20 dB', extension: 'wav', options: ['-af', 'volume=-20dB'] },
  { name: '+8 dB, clipping', extension: 'wav', options: ['-af', 'volume=8dB'] },
  { name: '2 s off the start', extension: 'flac', options: ['-ss', '2'] },
  {
    name: '2 s off the end, mp3',
    extension: 'mp3',
    options: ['-t', '26', '-c:a', 'libmp3lame', '-b:a', '64k'],
  },
  {
    name: '1.94 s off, -12 dB, opus 24',
    extension: 'ogg',
    options: ['-ss', '1.9375', '-af', 'volume=-12dB', '-c:a', 'libopus', '-b:a', '24k'],
  },
];

const pieceLength = 28; // s: all of one length, so that no pair is told apart by its length
const work = mkdtempSync(join(tmpdir(), 'scribe-bench-'));
const { path: ffmpeg } = await findFfmpeg();
const run = (...args: string[]) =>
  execFileSync(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-y', ...args]);
const flacs = (folder: string) =>
  readdirSync(shared('audio', folder))
    .filter((name) => name.endsWith('.flac'))
    .sort()
    .map((name) => shared('audio', folder, name));

/** Consecutive pieces of recordings: those of one meeting are different recordings with the same people in the same room. */
function makePieces(): string[] {
  // Not those of `read`: the meetings are made of some of them.
  const files = flacs('voices');
  const joined = join(work, 'voices.wav');
  const mono = files.map((_, i) => `[${i}:a]aformat=s16:${sampleRate}:mono[${i}m]`).join(';');
  const all = files.map((_, i) => `[${i}m]`).join('');
  const graph = `${mono};${all}concat=n=${files.length}:v=0:a=1`;
  run(...files.flatMap((file) => ['-i', file]), '-filter_complex', graph, joined);
  const sources = [joined, ...flacs('meetings'), ...flacs('ami'), ...flacs('noise')];
  const pieces: string[] = [];
  for (const [i, source] of sources.entries()) {
    run('-i', source, '-f', 'segment', '-segment_time', `${pieceLength}`, join(work, `piece-${i}-%02d.wav`));
    const made = readdirSync(work)
      .filter((name) => name.startsWith(`piece-${i}-`))
      .sort();
    // The last one is shorter.
    pieces.push(
      ...made
        .slice(0, -1)
        .slice(0, 5)
        .map((name) => join(work, name)),
    );
  }
  return pieces;
}

async function fingerprintOf(path: string): Promise<Uint32Array> {
  const { recording, audio } = await decodeAudio(path, { spoolFolder: join(work, 'spool') });
  rmSync(audio.pcmPath);
  return recording.fingerprint.acoustic;
}

function describe(rates: number[]): string {
  const sorted = rates.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const number = (rate: number) => rate.toFixed(3);
  return `min ${number(sorted[0])}  median ${number(at(0.5))}  p95 ${number(at(0.95))}  max ${number(at(1))}  (${rates.length})`;
}

try {
  const pieces = makePieces();
  const originals: Uint32Array[] = [];
  for (const piece of pieces) originals.push(await fingerprintOf(piece));
  const matchers = originals.map((original) => createAcousticMatcher(original));
  const same: AcousticComparison[] = [];
  const different: AcousticComparison[] = [];
  let missed = 0;
  console.log(`bit error rates over ${pieces.length} pieces of ${pieceLength} s (number of pairs)`);
  for (const way of ways) {
    const found: AcousticComparison[] = [];
    for (const [i, piece] of pieces.entries()) {
      const copy = join(work, `copy.${way.extension}`);
      run('-i', piece, ...way.options, copy);
      const print = await fingerprintOf(copy);
      rmSync(copy);
      for (const [j, matcher] of matchers.entries()) {
        const compared = matcher.compare(print);
        if (i === j && !matcher.match(print)) missed++;
        if (compared) (i === j ? found : different).push(compared);
      }
    }
    same.push(...found);
    console.log(`  ${way.name.padEnd(28)} ${describe(found.map((pair) => pair.bitErrorRate))}`);
  }
  const threshold = acousticMatchDefaults;
  for (const [name, pairs] of [
    ['same sound', same],
    ['different sounds', different],
  ] as const) {
    console.log(`  ${name.padEnd(28)} ${describe(pairs.map((pair) => pair.bitErrorRate))}`);
    console.log(`  ${'seconds of difference'.padEnd(28)} ${describe(pairs.map((pair) => pair.difference))}`);
    console.log(`  ${'at the worse end'.padEnd(28)} ${describe(pairs.map((pair) => pair.endErrorRate))}`);
  }
  const taken = different.filter(
    (pair) => pair.bitErrorRate <= threshold.bitErrorRate && pair.difference <= threshold.difference,
  );
  console.log(
    `thresholds ${threshold.bitErrorRate} and ${threshold.difference} s: ${missed} of ${same.length} copies missed, ` +
      `${taken.length} of ${different.length} strangers taken`,
  );

  const second = Int16Array.from({ length: sampleRate }, (_, i) => 8000 * Math.sin(i * i * 1e-5));
  const fingerprinter = createAcousticFingerprinter();
  const seconds = 600;
  let began = performance.now();
  for (let i = 0; i < seconds; i++) fingerprinter.push(second);
  fingerprinter.finish();
  console.log(`computing: ${Math.round(seconds / ((performance.now() - began) / 1000))} x real time`);

  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const hour = () => Uint32Array.from({ length: 3600 * wordsPerSecond }, random);
  const matcher = createAcousticMatcher(hour());
  const stored = Array.from({ length: 100 }, hour);
  matcher.match(stored[0]);
  began = performance.now();
  for (const other of stored) matcher.match(other);
  console.log(
    `comparing: ${Math.round(stored.length / ((performance.now() - began) / 1000))} recordings of 1 h per second`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
