import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFfmpeg } from '../../src/audio/ffmpeg/find.js';
import { fromPlainError, ScribeError } from '../../src/errors.js';
import { endedEarly } from '../../src/pipeline/start-worker.js';
import type { Random } from '../../test/fixtures/random.js';
import { repo } from '../../test/shared.js';
import { type OpenArea, type Outcome, pick, randomOf } from '../case.js';
import { judgeError } from '../judge.js';
import { mutators } from '../mutate.js';
import { type Answer, createChildPool } from './child-pool.js';
import { ingestWith } from './ingest-with.js';
import { poisonJson } from './mutate-json.js';
import { networkMutators } from './mutate-network.js';
import { findSubjects, type Subject } from './subjects.js';

/** Seconds after which a model that is opened and run once counts as a hang. */
const deadline = 300;
/** Bytes of a process that uses small models, at most. */
const mostMemory = 3 * 2 ** 30;
/** One in so many goes through the whole program as well. */
const wholeProgram = 20;
/** Well, with an error of the model, or without memory. */
const anyEnd = [0, 4, 130];

/** A damaged file in the place of a model's own, and what was done to it. */
interface Damage {
  readonly file: string;
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** Models that are damaged: opened and run by the code of the pipeline, in processes like its own. */
export const openModels: OpenArea = async ({ folder, keep }) => {
  const { found, missing } = findSubjects();
  if (missing.length > 0) console.log(`Not at hand: ${missing.join(', ')}. These are left out.`);
  const subjects = found.flatMap((subject) => Array.from({ length: subject.weight }, () => subject));
  const pcm = join(folder, 'speech.pcm');
  const recording = repo('examples', 'voice-maya.ogg');
  const form = ['-t', '4', '-ac', '1', '-ar', '16000', '-f', 's16le'];
  execFileSync((await findFfmpeg()).path, ['-v', 'error', '-i', recording, ...form, pcm]);
  const pool = createChildPool();

  async function judge(
    subject: Subject,
    damages: readonly Damage[],
    own: string,
    random: Random,
    /** How `scribe ingest` may end with it; null: it is not run. */
    statuses: readonly number[] | null,
  ): Promise<Outcome> {
    const model = join(own, subject.name);
    const damaged = new Map(damages.map(({ file, bytes }) => [file, bytes]));
    for (const file of [...subject.networks, ...subject.texts]) {
      mkdirSync(dirname(join(model, file)), { recursive: true });
      const bytes = damaged.get(file);
      if (bytes) writeFileSync(join(model, file), bytes);
      else symlinkSync(join(subject.folder, file), join(model, file));
    }
    const outside = 'what a network must not read';
    writeFileSync(join(own, 'outside.bin'), outside.repeat(100_000));
    const { name, architecture, parameters, task } = subject;
    const installed = {
      name,
      architecture,
      parameters,
      languages: ['en'],
      folder: model,
      hash: own,
      size: 1,
    };
    const longForm = random.below(4) === 0 ? 'sequential' : 'auto';
    const answer = await pool.ask(
      { model: installed, task, pcm, longForm, beam: pick(random, [1, 1, 2]) },
      deadline,
    );
    const ingested = statuses ? await ingestWith(subject, model, statuses) : [];
    if (!keep) rmSync(own, { recursive: true, force: true });
    const what = `${name}: ${damages.map((damage) => `${damage.file}: ${damage.what}`).join('; ')}`;
    const judged = judgeAnswer(answer, name, outside, damages);
    return { what, ...judged, faults: [...judged.faults, ...ingested] };
  }

  /** A case that has to end in one way. */
  const expected =
    (subject: Subject, damages: readonly Damage[], name: string, result: string) => async () => {
      // A meeting that cannot be found by meaning is still a meeting, and the run ends with a warning.
      const status = result === 'ran' || subject.task === 'text-embedding' ? 0 : 4;
      const own = join(folder, `${name}-${subject.name}`);
      const outcome = await judge(subject, damages, own, randomOf(1), [status]);
      if (outcome.result === result) return outcome;
      return { ...outcome, faults: [...outcome.faults, `it is to end as: ${result}`] };
    };
  const certain = ['all weights of no numbers', 'weights in a file outside', 'weights in a system file'];
  const fixed = found.flatMap((subject) => [
    expected(subject, [], 'whole', 'ran'),
    ...subject.networks.flatMap((file, i) =>
      certain.map((what, j) => {
        const bytes = networkMutators[what](readFileSync(join(subject.folder, file)), randomOf(1));
        return expected(subject, [{ file, what, bytes }], `certain-${i}-${j}`, 'MODEL');
      }),
    ),
  ]);

  return {
    fixed,
    async run(seed) {
      const random = randomOf(seed);
      const subject = pick(random, subjects);
      return judge(
        subject,
        damage(subject, random),
        join(folder, String(seed)),
        random,
        seed % wholeProgram === 0 ? anyEnd : null,
      );
    },
    async close() {
      pool.close();
      if (!keep) rmSync(pcm, { force: true });
    },
  };
};

/** One file of a model, seldom two, damaged. */
function damage(subject: Subject, random: Random): Damage[] {
  const { networks, texts, folder } = subject;
  const files = new Set(
    Array.from({ length: random.below(6) === 0 ? 2 : 1 }, () =>
      pick(random, texts.length > 0 && random.uniform() < 0.5 ? texts : networks),
    ),
  );
  return [...files].map((file) => {
    const bytes = readFileSync(join(folder, file));
    if (file.endsWith('.json')) {
      if (random.below(8) === 0) return damageBytes(file, bytes, random);
      const { json, what } = poisonJson(bytes.toString('utf8'), random);
      return { file, what, bytes: Buffer.from(json) };
    }
    if (random.below(4) === 0) return damageBytes(file, bytes, random);
    const names = Array.from({ length: 1 + random.below(2) }, () =>
      pick(random, Object.keys(networkMutators)),
    );
    let damaged: Uint8Array = bytes;
    for (const name of names) {
      try {
        damaged = networkMutators[name](damaged, random);
      } catch {
        // What was a message of protocol buffers is none any more: a name may have become too short for another change.
        break;
      }
    }
    return { file, what: names.join(', '), bytes: damaged };
  });
}

function damageBytes(file: string, bytes: Buffer, random: Random): Damage {
  const what = pick(random, [
    'bits',
    'bytes',
    'truncated',
    'zeros',
    'lengths',
    'removed',
    'shuffled',
    'nothing',
  ]);
  return { file, what, bytes: what === 'nothing' ? Buffer.alloc(0) : mutators[what](bytes, random, [bytes]) };
}

function judgeAnswer(
  answer: Answer,
  name: string,
  outside: string,
  damages: readonly Damage[],
): { readonly result: string; readonly faults: string[] } {
  switch (answer.kind) {
    case 'late':
      return { result: 'hang', faults: [`not done after ${deadline} s`] };
    case 'ended': {
      // What the program would say of its pipeline.
      const error = endedEarly(answer.code, answer.signal);
      const known = error instanceof ScribeError && error.hint !== undefined;
      const how = `ended by ${answer.signal ?? answer.code}`;
      return { result: how, faults: known ? [] : [how] };
    }
    case 'refused': {
      const { error } = answer;
      const thrown = error.code === 'BUG' ? new Error(error.stack ?? error.message) : fromPlainError(error);
      const faults = judgeError(thrown, ['MODEL'], name);
      if (error.message.includes(outside)) faults.push('the message holds what lies outside');
      return { result: error.code, faults: [...faults, ...judgeMemory(answer.rss)] };
    }
    case 'answered': {
      const faults = [...answer.faults, ...judgeMemory(answer.rss)];
      const reads = damages.some(({ what }) => /weights in a (file outside|system file)/.test(what));
      // A second change may have taken the weight out again; alone it has to be refused.
      if (reads && damages.every(({ what }) => !what.includes(',')))
        faults.push('weights from outside were taken');
      return { result: 'ran', faults };
    }
  }
}

const judgeMemory = (rss: number): string[] =>
  rss > mostMemory ? [`a process takes ${Math.round(rss / 2 ** 20)} MB`] : [];
