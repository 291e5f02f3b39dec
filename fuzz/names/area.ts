import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeOut } from '../../src/artifacts/write-copies.js';
import { decodeAudio } from '../../src/audio/decode-audio.js';
import { findFfmpeg } from '../../src/audio/ffmpeg/find.js';
import { takeInput } from '../../src/audio/take-input.js';
import { formatNames } from '../../src/domain/format-names.js';
import { toJson, visible } from '../../src/domain/visible-text.js';
import { fsPath, readableName } from '../../src/platform/file-names.js';
import { openStore } from '../../src/store/open-store.js';
import { createRandom } from '../../test/fixtures/random.js';
import { at, complete, enroll, makeRecording } from '../../test/store/fixture.js';
import { type OpenArea, randomOf } from '../case.js';
import { wav } from '../media/awkward-files.js';
import { hostileName } from './hostile-name.js';
import { createWholeProgram } from './whole-program.js';

/** One in so many goes through the whole program as well. */
const wholeProgram = 100;

/** Controls but line ends and tabs, and what turns the direction of text. */
const hazards = /(?![\r\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/**
 * A recording under a hostile name: it is taken and decoded as `ingest` does, and the files of a meeting of that name are
 * written in every format.
 */
export const openNames: OpenArea = async ({ folder, keep }) => {
  const ffmpeg = (await findFfmpeg()).path;
  const sound = join(folder, 'sound.wav');
  const random = createRandom(1);
  const noise = Int16Array.from({ length: 8000 }, () => 6000 * (random.uniform() - 0.5));
  writeFileSync(sound, wav({}, Buffer.from(noise.buffer)));
  const store = openStore({ home: join(folder, 'home'), now: at(0) });
  const maya = enroll(store, 'Maya');
  const program = createWholeProgram(join(folder, 'program'));

  async function decode(path: string): Promise<string[]> {
    const spoolFolder = join(folder, `spool-${Math.random()}`);
    mkdirSync(spoolFolder);
    try {
      const taken = await takeInput(path, { spoolFolder: () => spoolFolder });
      const { sha256, file } = taken;
      const { audio } = await decodeAudio(path, { spoolFolder, ffmpeg, sha256, file }).finally(taken.release);
      return audio.samples > 0 ? [] : ['it has no sound'];
    } catch (thrown) {
      return [`it is not decoded: ${(thrown as Error).stack}`];
    } finally {
      rmSync(spoolFolder, { recursive: true, force: true });
    }
  }

  async function write(name: string, seed: number, own: string): Promise<string[]> {
    const fileName = readableName(name);
    const hash = seed.toString(16).padStart(64, '0');
    const base = makeRecording(fileName);
    const recording = { ...base, fingerprint: { ...base.fingerprint, sha256: hash, contentFp: hash } };
    const { meetingId } = complete(store, recording, maya);
    const out = join(own, 'out');
    const asked = { outDir: out, fileName, style: 'verbatim', formats: formatNames } as const;
    await writeOut(store, meetingId, asked, { now: () => at(3) });
    const faults: string[] = [];
    const folders = readdirSync(out);
    if (folders.length !== 1) faults.push(`${folders.length} folders in --out`);
    for (const each of folders) {
      if (hazards.test(each) || /[\\/:*?"<>|]|[\s.]$|^\s/.test(each)) faults.push(`a folder called ${each}`);
      const files = readdirSync(join(out, each));
      if (files.length !== formatNames.length)
        faults.push(`${files.length} files for ${formatNames.length} formats`);
      for (const file of files) {
        const path = join(out, each, file);
        if (!lstatSync(path).isFile()) faults.push(`${file} is no file`);
        if (!file.endsWith('.docx') && hazards.test(readFileSync(path, 'utf8')))
          faults.push(`${file} holds control characters`);
      }
      const said = JSON.parse(readFileSync(join(out, each, 'transcript.json'), 'utf8'));
      if (said.recording.fileName !== Buffer.from(fileName).toString('utf8'))
        faults.push(`the name came back as ${JSON.stringify(said.recording.fileName)}`);
    }
    return faults;
  }

  return {
    fixed: [],
    async run(seed) {
      const name = hostileName(randomOf(seed));
      const own = join(folder, String(seed));
      const recordings = join(own, 'in');
      mkdirSync(recordings, { recursive: true });
      const path = join(recordings, name);
      copyFileSync(sound, fsPath(path));
      const faults = [...(await decode(path)), ...(await write(name, seed, own))];
      const readable = readableName(name);
      if (hazards.test(visible(readable))) faults.push('control characters in a line for a terminal');
      if (JSON.parse(toJson({ readable })).readable !== readable) faults.push('JSON changed the name');
      if (seed % wholeProgram === 0) faults.push(...(await program.judge(name, own)));
      const others = readdirSync(own).filter(
        (entry) => !['in', 'out', 'whole-in', 'whole-out', 'copies', 'tracks'].includes(entry),
      );
      if (others.length > 0) faults.push(`written beside --out: ${others.join(', ')}`);
      if (readdirSync(recordings).length !== 1) faults.push('written beside the recording');
      if (!keep) rmSync(own, { recursive: true, force: true });
      return {
        what: `a recording called ${JSON.stringify(name)}`,
        result: faults.length === 0 ? 'written' : 'faulty',
        faults,
      };
    },
    async close() {
      store.close();
      if (!keep) rmSync(sound, { force: true });
    },
  };
};
