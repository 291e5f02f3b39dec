import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findFfmpeg } from '../src/audio/ffmpeg/find.js';
import { measureSound } from '../src/diarization/measure-sound.js';
import type { Span } from '../src/domain/time.js';
import { withPcm } from '../src/features/pcm.js';
import { layOutTable } from '../src/report/output.js';
import { type Condition, conditions, degrade, noiseDistance, wrapSamples } from './degrade.js';
import { type Clip, type MatchingScore, readClips, scoreMatching } from './match-recordings.js';
import { normalizeEnglish } from './normalize-english.js';
import {
  type DiarizationScore,
  mergePerSpeaker,
  parseRttm,
  type SpeakerSpan,
  scoreDiarization,
  totalScore,
} from './score-diarization.js';
import { type JaccardScore, jaccardErrorRate, scoreJaccard } from './score-jaccard.js';
import { addErrors, errorRate, parseStm, speakerWordErrors, type WordErrors } from './score-words.js';
import { openWholeProgram } from './whole-program.js';

const usage = `npm run eval:speakers -- [FOLDER...] [--conditions clean,mp3,telephone,noise] [--without-matching] [--json]

Who speaks, on recordings with known answers: DER with its parts, JER, cpWER, how many speakers were found, and the EER
of one recording of a person against another. Each recording as it is, as 64 kbit/s mp3, through a telephone, and with
dishes ${noiseDistance} dB below the speech.
A folder holds recordings with .rttm (who speaks when) and perhaps .stm (words) beside them; recordings without .stm are
not recognized. What npm run bench:conversations writes is such a folder. Without folders: ../shared/audio/{meetings,ami}. The EER is that of ../shared/audio/{voices,read}.

DER, JER: no collar, overlap counted.`;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    conditions: { type: 'string' },
    'without-matching': { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

interface Scored {
  readonly name: string;
  readonly diarization: Omit<DiarizationScore, 'mapping'>;
  readonly jaccard: JaccardScore;
  readonly words: WordErrors | null;
}

const audio = resolve(import.meta.dirname, '..', '..', 'shared', 'audio');
const folders = positionals.length > 0 ? positionals : ['meetings', 'ami'].map((name) => join(audio, name));
const asked = (flags.conditions?.split(',') ?? conditions).map((name) => {
  const known = conditions.find((condition) => condition === name);
  if (!known) throw new Error(`There is no condition "${name}": ${conditions.join(', ')}.`);
  return known;
});

const program = await openWholeProgram();
const { path: ffmpeg } = await findFfmpeg();
const noisePath = join(audio, 'noise', 'doing_the_dishes.flac');
const noise = { path: noisePath, level: await levelOf(noisePath, null) };
try {
  const clips = flags['without-matching'] ? [] : readClips(audio);
  const enrolled = await voicesOf(clips, 'clean');
  const answers = [];
  for (const condition of asked) {
    const groups = [];
    for (const folder of folders)
      groups.push({ name: basename(folder), recordings: await scoreFolder(folder, condition) });
    const matching =
      clips.length > 0
        ? scoreMatching(clips, enrolled, condition === 'clean' ? enrolled : await voicesOf(clips, condition))
        : null;
    answers.push({ condition, groups, matching });
    if (!flags.json) print(condition, groups, matching);
  }
  if (flags.json) console.log(JSON.stringify(answers, null, 2));
} finally {
  program.close();
}

async function scoreFolder(folder: string, condition: Condition): Promise<Scored[]> {
  const scored: Scored[] = [];
  for (const file of readdirSync(folder).sort()) {
    const base = join(folder, basename(file, extname(file)));
    if (!/\.(flac|wav|ogg|mp3|m4a|opus|pcm)$/.test(file) || !existsSync(`${base}.rttm`)) continue;
    const reference = parseRttm(readFileSync(`${base}.rttm`, 'utf8'));
    const stm = existsSync(`${base}.stm`) ? parseStm(readFileSync(`${base}.stm`, 'utf8')) : null;
    scored.push(
      await degraded(join(folder, file), reference, condition, async (path) => {
        const processed = stm && (await program.process(path, null));
        const clusters = processed?.clusters ?? (await program.diarize(path, null));
        const answer = clusters.flatMap(({ id, spans }) => spans.map((span) => ({ ...span, speaker: id })));
        const said = processed?.turns.map((turn) => ({ ...turn, speaker: turn.clusterId }));
        const { mapping: _, ...diarization } = scoreDiarization(reference, answer);
        return {
          name: basename(base),
          diarization,
          jaccard: scoreJaccard(reference, answer),
          words: stm && said ? speakerWordErrors(stm, said, normalizeEnglish) : null,
        };
      }),
    );
  }
  return scored;
}

async function voicesOf(clips: readonly Clip[], condition: Condition): Promise<(Float32Array | null)[]> {
  const voices: (Float32Array | null)[] = [];
  for (const { path } of clips)
    voices.push(await degraded(path, null, condition, (heard) => program.voice(heard)));
  return voices;
}

/** Works on a recording as it is heard under a condition. Its speech is what the reference says, or all of it. */
async function degraded<T>(
  path: string,
  reference: readonly SpeakerSpan[] | null,
  condition: Condition,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const target = join(program.folder, 'heard');
  const playable = path.endsWith('.pcm') ? await wrapSamples(ffmpeg, path, `${target}-pcm.wav`) : path;
  const speechLevel = condition === 'noise' ? await levelOf(playable, reference) : 0;
  const heard = await degrade(playable, condition, target, { program: ffmpeg, speechLevel, noise });
  try {
    return await work(heard);
  } finally {
    for (const made of [playable, heard]) if (made !== path) rmSync(made, { force: true });
  }
}

/** Of these spans, or of everything: dB relative to full scale. */
async function levelOf(path: string, spans: readonly Span[] | null): Promise<number> {
  const { pcmPath } = (await program.decode(path)).audio;
  try {
    return await withPcm(pcmPath, async (pcm) => {
      const everybody = (spans ?? [{ start: 0, end: Number.POSITIVE_INFINITY }]).map((span) => ({
        ...span,
        speaker: '',
      }));
      const level = measureSound(pcm, mergePerSpeaker(everybody)).level;
      if (level === null) throw new Error(`Nobody speaks in ${path}.`);
      return level;
    });
  } finally {
    rmSync(pcmPath, { force: true });
  }
}

function print(
  condition: Condition,
  groups: readonly { readonly name: string; readonly recordings: readonly Scored[] }[],
  matching: MatchingScore | null,
): void {
  const rate = (value: number) => value.toFixed(3).replace(/^0/, '');
  const headings = ['recording', 'DER', 'miss', 'false alarm', 'confusion', 'JER', 'cpWER', 'true/found'];
  const rowOf = (name: string, recordings: readonly Scored[]) => {
    const total = totalScore(recordings.map(({ diarization }) => diarization));
    const words = recordings.flatMap((recording) => recording.words ?? []);
    return [
      name,
      rate(total.der),
      ...[total.miss, total.falseAlarm, total.confusion].map((seconds) => rate(seconds / total.reference)),
      rate(jaccardErrorRate(recordings.map(({ jaccard }) => jaccard))),
      words.length > 0 ? rate(errorRate(addErrors(words))) : '-',
      recordings.length === 1 ? `${total.speakers}/${total.found}` : '',
    ];
  };
  const rows = groups.flatMap(({ name, recordings }) => [
    ...recordings.map((recording) => rowOf(recording.name, [recording])),
    rowOf(`${name}, all`, recordings),
  ]);
  console.log(`\n${condition}\n${layOutTable(headings, rows).join('\n')}`);
  const scores = groups.flatMap(({ recordings }) => recordings.map(({ diarization }) => diarization));
  console.log(
    `\nspeakers found (columns) where so many speak (rows)\n${layOutTable(...countTable(scores)).join('\n')}`,
  );
  if (matching)
    console.log(
      `\none recording against another: EER ${matching.equal.rate.toFixed(4)} at ${rate(matching.equal.threshold)}; ` +
        `miss ${rate(matching.missAtOnePercent)} at 1 % false accepts; ` +
        `${matching.genuine} genuine, ${matching.impostor} impostor pairs of ${matching.people} people; ` +
        `without a voice: ${matching.unheard}`,
    );
}

/** How often each number of speakers was found for each true number. */
function countTable(scores: readonly Scored['diarization'][]): [string[], string[][]] {
  const numbers = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  const columns = numbers(scores.map(({ found }) => found));
  const rows = numbers(scores.map(({ speakers }) => speakers)).map((speakers) => [
    `${speakers}`,
    ...columns.map((found) => {
      const count = scores.filter((score) => score.speakers === speakers && score.found === found).length;
      return count > 0 ? `${count}` : '.';
    }),
  ]);
  return [['', ...columns.map(String)], rows];
}
