import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeEnglish } from '../../eval/normalize-english.js';
import { errorRate, type Utterance, wordErrors, wordsInOrder } from '../../eval/score-words.js';
import type { Contestant, Recognized } from './contestants.js';
import { megabytes, openTable, ratio } from './measure.js';
import { windowsOf, writeRecording } from './recording.js';

/** A program with weights, before it is started. */
export interface Entrant {
  readonly program: string;
  readonly weights: string;
  readonly start: () => Contestant;
  /** What it loads. */
  readonly request: object;
  /** `hear` for scribe, which finds the speech and the times of the words; all others have `recognize`. */
  readonly call: 'hear' | 'recognize';
  /** The windows it is given for nothing, if it finds none itself. */
  readonly windows?: 'short' | 'long';
  /** Runs that count; a run before them does not. */
  readonly turns: number;
  /** How many times as fast as faster-whisper it should be. */
  readonly target?: number;
}

/** What a program hears: samples of it, windows in it, and what is said, as far as it is known. */
interface Recording {
  readonly pcmPath: string;
  readonly seconds: number;
  readonly said: readonly Utterance[];
  readonly windows: Readonly<Record<'short' | 'long', readonly (readonly [number, number])[]>>;
}

export async function makeRecording(work: string, minutes: number): Promise<Recording> {
  const pcmPath = join(work, `${minutes}-minutes.pcm`);
  const said = writeRecording(pcmPath, minutes);
  const pcm = readFileSync(pcmPath);
  const samples = Float32Array.from(
    new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1),
    (x) => x / 32768,
  );
  const windows = { short: await windowsOf(samples, true), long: await windowsOf(samples, false) };
  return { pcmPath, seconds: minutes * 60, said, windows };
}

/**
 * Samples to text, in turns: the first turn of everybody comes before the second of anybody, so that a machine that slows
 * down slows all of them down. Prints what each took, and what it wrote.
 *
 * @param entrants faster-whisper first, if it is there.
 * @returns the shortest time of each, in seconds.
 */
export async function compareEndToEnd(
  title: string,
  entrants: readonly Entrant[],
  recording: Recording,
  opening: Recording,
): Promise<number[]> {
  const times = entrants.map((): number[] => []);
  const cpus = entrants.map(() => Number.POSITIVE_INFINITY);
  const last: Recognized[] = [];
  const running = entrants.map((entrant) => entrant.start());
  const hear = ({ call, windows }: Entrant, contestant: Contestant, { pcmPath, ...of }: Recording) =>
    contestant.call<Recognized>(call, { pcmPath, ...(windows && { windows: of.windows[windows] }) });
  try {
    for (const [i, entrant] of entrants.entries()) {
      await running[i].call('load', entrant.request);
      // The first windows pay for memory and threads that are then at hand.
      await hear(entrant, running[i], opening);
    }
    for (let turn = 0; turn < Math.max(...entrants.map(({ turns }) => turns)); turn++)
      for (const [i, entrant] of entrants.entries()) {
        if (turn >= entrant.turns) continue;
        const cpu = running[i].cpu();
        last[i] = await hear(entrant, running[i], recording);
        cpus[i] = Math.min(cpus[i], running[i].cpu() - cpu);
        times[i].push(last[i].seconds);
      }
  } finally {
    for (const contestant of running) contestant.close();
  }
  const best = times.map((all) => Math.min(...all));
  const rival = entrants.findIndex(({ program }) => program === 'faster-whisper');
  const row = openTable(title, [
    'program',
    'weights',
    'seconds: shortest (all)',
    'real time factor',
    "times faster-whisper's speed",
    'processor seconds',
    'words',
    'word errors',
    'peak memory',
  ]);
  for (const [i, { program, weights, target }] of entrants.entries()) {
    const speed = rival < 0 ? Number.NaN : best[rival] / best[i];
    row(
      program,
      weights,
      `${best[i].toFixed(1)} (${times[i].map((seconds) => seconds.toFixed(1)).join(', ')})`,
      (best[i] / recording.seconds).toFixed(4),
      ratio(speed, target === undefined ? undefined : { atLeast: target }),
      cpus[i].toFixed(1),
      `${last[i].text.split(/\s+/).filter(Boolean).length}`,
      errorsIn(last[i].text, recording.said),
      megabytes(last[i].peak),
    );
  }
  return best;
}

function errorsIn(text: string, said: readonly Utterance[]): string {
  if (said.length === 0) return 'not known';
  const reference = wordsInOrder(said, normalizeEnglish);
  return `${(100 * errorRate(wordErrors(reference, normalizeEnglish(text)))).toFixed(1)} %`;
}
