import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ProcessedRecording } from '../src/pipeline/process-recording.js';
import { noiseRecognizers, printForcedNoise } from './force-noise.js';
import { normalizeEnglish } from './normalize-english.js';
import {
  type DiarizationScore,
  parseRttm,
  type SpeakerSpan,
  scoreDiarization,
  totalScore,
} from './score-diarization.js';
import {
  addErrors,
  errorRate,
  parseStm,
  speakerWordErrors,
  type Utterance,
  type WordErrors,
  wordErrors,
  wordsInOrder,
} from './score-words.js';
import { openWholeProgram } from './whole-program.js';

const usage = `npm run eval -- [FOLDER...] [--speakers oracle] [--careful]

Runs the whole pipeline on recordings with known answers and prints error rates.
A folder holds recordings with .stm (words), .rttm (speakers) beside them, or a transcripts.tsv (file, speaker, words).
In a folder called noise nobody speaks: hallucinations are counted there, with the recognizer forced to listen.
Without folders: ../shared/audio/{meetings,ami,read,noise} and examples.

DER: no collar, overlap counted; DER.25: 0.25 s collar, overlap counted. WER, cpWER: our English normalizer.`;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { speakers: { type: 'string' }, careful: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

const root = resolve(import.meta.dirname, '..');
const defaults = [
  'examples',
  ...['meetings', 'ami', 'read', 'noise'].map((name) => join('..', 'shared', 'audio', name)),
];
const folders = (positionals.length > 0 ? positionals : defaults.map((path) => join(root, path))).filter(
  (folder) => {
    if (!existsSync(folder)) console.log(`skipping ${folder}: it is not there`);
    return existsSync(folder);
  },
);

const program = await openWholeProgram({ careful: flags.careful });
const oracle = flags.speakers === 'oracle';

const percent = (rate: number) => rate.toFixed(3).replace(/^0/, '');

interface Row {
  readonly file: string;
  readonly words?: WordErrors;
  readonly speakerWords?: WordErrors;
  readonly strict?: DiarizationScore;
  readonly collar?: DiarizationScore;
}

function scoreMeeting(
  file: string,
  processed: ProcessedRecording,
  stm: Utterance[] | null,
  rttm: SpeakerSpan[] | null,
): Row {
  const said = processed.turns.map((t) => ({
    speaker: t.clusterId,
    start: t.start,
    end: t.end,
    text: t.text,
  }));
  const spoke = processed.clusters.flatMap((c) => c.spans.map((span) => ({ ...span, speaker: c.id })));
  const reference = rttm ?? stm;
  return {
    file,
    words: stm
      ? wordErrors(wordsInOrder(stm, normalizeEnglish), wordsInOrder(said, normalizeEnglish))
      : undefined,
    speakerWords: stm ? speakerWordErrors(stm, said, normalizeEnglish) : undefined,
    strict: reference ? scoreDiarization(reference, spoke) : undefined,
    collar: reference ? scoreDiarization(reference, spoke, { collar: 0.25 }) : undefined,
  };
}

function printRows(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  console.log(
    '| recording | WER | cpWER | DER | miss | false alarm | confusion | DER.25 | speakers true/found |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  const line = (
    name: string,
    words: WordErrors | undefined,
    speakerWords: WordErrors | undefined,
    strict: Pick<DiarizationScore, 'der' | 'miss' | 'falseAlarm' | 'confusion' | 'reference'> | undefined,
    collar: Pick<DiarizationScore, 'der'> | undefined,
    count: string,
  ) => {
    const share = (seconds: number) => percent(seconds / strict!.reference);
    const cells = [
      name,
      words ? percent(errorRate(words)) : '-',
      speakerWords ? percent(errorRate(speakerWords)) : '-',
      ...(strict
        ? [percent(strict.der), share(strict.miss), share(strict.falseAlarm), share(strict.confusion)]
        : ['-', '-', '-', '-']),
      collar ? percent(collar.der) : '-',
      count,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  };
  for (const row of rows)
    line(
      row.file,
      row.words,
      row.speakerWords,
      row.strict,
      row.collar,
      row.strict ? `${row.strict.speakers}/${row.strict.found}` : '-',
    );
  const all = <T>(pick: (row: Row) => T | undefined) => rows.map(pick).filter((v): v is T => v !== undefined);
  const words = all((r) => r.words);
  const strict = all((r) => r.strict);
  line(
    'all',
    words.length > 0 ? addErrors(words) : undefined,
    words.length > 0 ? addErrors(all((r) => r.speakerWords)) : undefined,
    strict.length > 0 ? totalScore(strict) : undefined,
    strict.length > 0 ? totalScore(all((r) => r.collar)) : undefined,
    '',
  );
}

async function evaluateMeetings(folder: string, files: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  for (const file of files) {
    const base = join(folder, file.replace(/\.[^.]+$/, ''));
    const stm = existsSync(`${base}.stm`) ? parseStm(readFileSync(`${base}.stm`, 'utf8')) : null;
    const rttm = existsSync(`${base}.rttm`) ? parseRttm(readFileSync(`${base}.rttm`, 'utf8')) : null;
    if (!stm && !rttm) continue;
    const known = new Set((rttm ?? stm!).map((s) => s.speaker)).size;
    const processed = await program.process(join(folder, file), oracle ? known : null);
    rows.push(scoreMeeting(basename(base), processed, stm, rttm));
  }
  printRows(basename(folder), rows);
}

async function evaluateReading(folder: string): Promise<void> {
  const groups = new Map<string, WordErrors[]>();
  for (const line of readFileSync(join(folder, 'transcripts.tsv'), 'utf8').split('\n')) {
    const [file, , text] = line.split('\t');
    if (!text || !existsSync(join(folder, file))) continue;
    const { turns } = await program.process(join(folder, file), null);
    const errors = wordErrors(
      normalizeEnglish(text),
      turns.flatMap((t) => normalizeEnglish(t.text)),
    );
    const group = file.split('_')[0].replace(/\.[^.]+$/, '');
    groups.set(group, [...(groups.get(group) ?? []), errors]);
  }
  console.log(`\n${basename(folder)}\n| set | recordings | words | WER |\n|---|---|---|---|`);
  for (const [group, errors] of groups) {
    const sum = addErrors(errors);
    console.log(`| ${group} | ${errors.length} | ${sum.reference} | ${percent(errorRate(sum))} |`);
  }
}

async function evaluateNoise(folder: string, files: readonly string[]): Promise<void> {
  console.log(`\n${basename(folder)}: words where nobody speaks`);
  let words = 0;
  for (const file of files) {
    const { turns } = await program.process(join(folder, file), null);
    words += turns.reduce((sum, turn) => sum + turn.words.length, 0);
  }
  console.log(`whole program: ${words}`);
  const { recognition, speech } = program.models;
  const pcmOf = async (file: string) => (await program.decode(join(folder, file))).audio.pcmPath;
  await printForcedNoise(files, noiseRecognizers(recognition.byLanguage['*'], root), speech, pcmOf);
}

try {
  for (const folder of folders) {
    if (existsSync(join(folder, 'transcripts.tsv'))) await evaluateReading(folder);
    else {
      const files = readdirSync(folder).filter((f) => /\.(flac|wav|ogg|mp3|m4a|opus)$/.test(f));
      if (basename(folder) === 'noise') await evaluateNoise(folder, files.sort());
      else await evaluateMeetings(folder, files.sort());
    }
  }
} finally {
  program.close();
}
