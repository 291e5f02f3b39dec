import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeAudio } from '../../src/audio/decode-audio.js';
import { findFfmpeg } from '../../src/audio/ffmpeg/find.js';
import { takeInput } from '../../src/audio/take-input.js';
import { type OpenArea, type Outcome, pick, randomOf } from '../case.js';
import { judgeError } from '../judge.js';
import { mutate } from '../mutate.js';
import { awkwardFiles, wav } from './awkward-files.js';
import { ingestFile } from './ingest-file.js';
import { makeSeedFiles } from './seed-files.js';

/** Seconds after which decoding a small file counts as a hang: ffmpeg's own watchdog waits 60 s for each of its runs. */
const deadline = 200;
/** Bytes of this process at most, while it decodes. */
const mostMemory = 1.5 * 2 ** 30;
/** One in so many goes through the whole program as well. */
const wholeProgram = 100;

/**
 * Media files that are damaged: decoded by the code that `ingest` decodes with, in this process; some through the
 * program. ffmpeg is the newest at hand, and every fourth time the bundled one.
 */
export const openMedia: OpenArea = async ({ folder, keep }) => {
  const newest = (await findFfmpeg()).path;
  const bundled = (createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }).path;
  const { files, missing } = makeSeedFiles(newest, folder);
  if (missing.length > 0) console.log(`This ffmpeg cannot make ${missing.join(', ')}: these are left out.`);
  const canary = join(folder, 'canary.wav');
  const tone = Int16Array.from({ length: 48_000 }, (_, i) => 9000 * Math.sin(i / 3));
  writeFileSync(canary, wav({}, Buffer.from(tone.buffer)));
  let cases = 0;

  async function judge(
    path: string,
    name: string,
    ffmpeg: string,
    what: string,
    sound: boolean | null,
    /** How `scribe ingest` may end, beside well; null: it is not run. */
    status: number | null,
  ): Promise<Outcome> {
    const decoded = await decode(path, name, ffmpeg, join(folder, `spool-${cases++}`));
    const faults = [...decoded.faults];
    if (sound === false && decoded.result === 'decoded') faults.push('gave sound, though it holds none');
    if (status !== null && decoded.result !== 'hang')
      faults.push(...(await ingestFile(path, ffmpeg, status)));
    return { what, result: decoded.result, faults };
  }

  const fixed = awkwardFiles(canary).flatMap(({ name, make, sound, status = 3 }) =>
    [...new Set([newest, bundled])].map((ffmpeg, i) => async () => {
      const own = join(folder, `awkward-${i}-${name}`);
      mkdirSync(own);
      const path = join(own, name);
      const done = await make(path);
      try {
        return await judge(path, name, ffmpeg, `${name} with ${ffmpeg}`, sound, i === 0 ? status : null);
      } finally {
        done?.();
        if (!keep) rmSync(own, { recursive: true, force: true });
      }
    }),
  );

  return {
    fixed,
    async run(seed) {
      const random = randomOf(seed);
      const from = pick(random, files);
      const { bytes, names } = mutate(
        from.bytes,
        random,
        files.map((file) => file.bytes),
      );
      const ffmpeg = random.below(4) === 0 ? bundled : newest;
      const name = `${seed}-${from.name}`;
      const path = join(folder, name);
      writeFileSync(path, bytes);
      try {
        const what = `${names.join(', ')} of ${from.name} with ${ffmpeg}`;
        return await judge(path, name, ffmpeg, what, null, seed % wholeProgram === 0 ? 3 : null);
      } finally {
        if (!keep) rmSync(path, { force: true });
      }
    },
    async close() {
      if (!keep) rmSync(canary);
    },
  };
};

/** Takes and decodes one file as `ingest` does. */
async function decode(path: string, name: string, ffmpeg: string, spoolFolder: string) {
  mkdirSync(spoolFolder);
  const gaveUp = new AbortController();
  const faults: string[] = [];
  let result: string;
  try {
    const signal = gaveUp.signal;
    const work = async () => {
      const taken = await takeInput(path, { spoolFolder: () => spoolFolder, signal });
      const { sha256, file } = taken;
      return decodeAudio(path, { spoolFolder, ffmpeg, sha256, file, signal }).finally(taken.release);
    };
    const timer = wait(deadline * 1000, 'late' as const, { signal, ref: false }).catch(() => 'late' as const);
    const decoded = await Promise.race([work(), timer]);
    if (decoded === 'late') {
      result = 'hang';
      faults.push(`not done after ${deadline} s`);
    } else {
      result = 'decoded';
      const { audio, recording } = decoded;
      for (const file of [audio.pcmPath, ...audio.tracks]) {
        const { size } = statSync(file);
        if (size !== audio.samples * 2) faults.push(`${size} bytes are no ${audio.samples} samples`);
        rmSync(file);
      }
      if (!(recording.duration > 0)) faults.push(`a length of ${recording.duration} s`);
    }
  } catch (thrown) {
    result = (thrown as { code?: string }).code ?? 'bug';
    faults.push(...judgeError(thrown, ['RECORDING'], name));
  } finally {
    gaveUp.abort();
  }
  const { rss } = process.memoryUsage();
  if (rss > mostMemory) faults.push(`this process takes ${Math.round(rss / 2 ** 20)} MB`);
  const left = readdirSync(spoolFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  if (result !== 'hang' && left.length > 0)
    faults.push(`left behind: ${left.map((entry) => entry.name).join(', ')}`);
  rmSync(spoolFolder, { recursive: true, force: true });
  return { result, faults };
}
