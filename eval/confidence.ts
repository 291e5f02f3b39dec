import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { englishRecognizers, hearRecordings, knownTexts } from './hear-recordings.js';
import { normalizeEnglish } from './normalize-english.js';
import { areaUnderCurve, errorsAmongWorst, fitCalibration, judgeWords } from './score-confidence.js';
import { addErrors, errorRate, wordErrors } from './score-words.js';
import { openWholeProgram } from './whole-program.js';

/*
 * npm run eval:confidence: whether a low confidence predicts a wrong word, and what the confidences of each recognizer mean.
 * Reads ../shared/audio/read and meetings.
 */

const root = resolve(import.meta.dirname, '..');
const folders = ['read', 'meetings'].map((name) => join(root, '..', 'shared', 'audio', name));
const missing = folders.filter((folder) => !existsSync(folder));
if (missing.length > 0) console.log(`skipping ${missing.join(', ')}: not there`);
else {
  const program = await openWholeProgram();
  try {
    const recognizers = englishRecognizers(program, root);
    const heard = await hearRecordings(folders.flatMap(knownTexts), recognizers, program);
    console.log(
      '| recognizer | recordings | words | WER | AUC | errors in the worst 10 % | 20 % | offset | slope |',
    );
    console.log('|---|---|---|---|---|---|---|---|---|');
    for (const { name } of recognizers)
      for (const set of ['read', 'meetings', 'all']) {
        const chosen = heard.filter((recording) => set === 'all' || recording.folder === set);
        const answers = chosen.map(({ reference, heard: by }) => ({ reference, words: by[name] }));
        const judged = answers.flatMap((a) => judgeWords(a.reference, a.words, normalizeEnglish));
        const errors = addErrors(
          answers.map((a) =>
            wordErrors(
              a.reference,
              a.words.flatMap(({ text }) => normalizeEnglish(text)),
            ),
          ),
        );
        const { offset, slope } = fitCalibration(judged);
        const numbers = [
          errorRate(errors),
          areaUnderCurve(judged),
          errorsAmongWorst(judged, 0.1),
          errorsAmongWorst(judged, 0.2),
          offset,
          slope,
        ].map((value) => value.toFixed(3));
        console.log(`| ${[name, `${set} (${chosen.length})`, judged.length, ...numbers].join(' | ')} |`);
      }
  } finally {
    program.close();
  }
}
