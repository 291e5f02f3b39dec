import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decodingDefaults } from '../src/asr/recognizer.js';
import { sampleRate } from '../src/domain/recording.js';
import type { Word } from '../src/domain/transcript.js';
import { withPcm } from '../src/features/pcm.js';
import { findInCatalog } from '../src/models/catalog.js';
import type { InstalledModel } from '../src/models/installed.js';
import { createNetworks } from '../src/pipeline/networks.js';
import { findSpeech } from '../src/vad/find-speech.js';
import { normalizeEnglish } from './normalize-english.js';
import { parseStm, wordsInOrder } from './score-words.js';
import type { WholeProgram } from './whole-program.js';

/** A recording with a known text, and what each recognizer wrote. */
export interface HeardRecording {
  readonly file: string;
  /** Name of the folder that it is in. */
  readonly folder: string;
  /** Normalized words. */
  readonly reference: readonly string[];
  /** Name of a recognizer -> what it wrote. */
  readonly heard: Readonly<Record<string, readonly Word[]>>;
}

/** The recognizers that ship and, where they are kept beside the repository, OpenAI's tiny.en. */
export function englishRecognizers(program: WholeProgram, root: string): InstalledModel[] {
  const shipped = program.models.recognition.byLanguage['*'];
  const base = findInCatalog('whisper-base-8bit', 'recognition');
  const folder = join(root, 'models', 'whisper-base');
  const released = join(root, '..', 'shared', 'models', 'whisper-tiny.en');
  const all = [
    shipped,
    { ...shipped, name: base.name, folder, hash: folder, languages: ['*'], parameters: base.parameters },
    { ...shipped, name: 'whisper-tiny.en', folder: released, hash: released, parameters: {} },
  ];
  return all.filter((model) => existsSync(model.folder));
}

/** The recordings of a folder whose words are known: a `transcripts.tsv`, or `.stm` files beside them. */
export function knownTexts(folder: string): Pick<HeardRecording, 'file' | 'folder' | 'reference'>[] {
  const table = join(folder, 'transcripts.tsv');
  if (existsSync(table))
    return readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([file, , text]) => text && existsSync(join(folder, file)))
      .map(([file, , text]) => ({
        file: join(folder, file),
        folder: basename(folder),
        reference: normalizeEnglish(text),
      }));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.stm'))
    .map((name) => ({
      file: join(folder, `${basename(name, '.stm')}.flac`),
      folder: basename(folder),
      reference: wordsInOrder(parseStm(readFileSync(join(folder, name), 'utf8')), normalizeEnglish),
    }));
}

/** Recognizes recordings with every recognizer, in the speech that the program finds. */
export async function hearRecordings(
  known: readonly Pick<HeardRecording, 'file' | 'folder' | 'reference'>[],
  recognizers: readonly InstalledModel[],
  program: WholeProgram,
): Promise<HeardRecording[]> {
  const networks = createNetworks();
  const detector = await networks.speech(program.models.speech);
  const heard: HeardRecording[] = [];
  for (const recording of known) {
    const { audio } = await program.decode(recording.file);
    const answers: Record<string, Word[]> = {};
    await withPcm(audio.pcmPath, async (pcm) => {
      const speech = findSpeech(await detector.detect(pcm), pcm.samples / sampleRate);
      for (const model of recognizers) {
        const recognizer = await networks.recognizer(model, 1);
        const windows = recognizer.chunkSpeech(speech, 'auto');
        const options = { ...decodingDefaults, language: 'en' };
        const words: Word[] = [];
        for (const batch of recognizer.planBatches(windows))
          for (const segment of await recognizer.recognize(pcm, batch, options))
            if (!segment.repeats) words.push(...segment.words);
        answers[model.name] = words.sort((a, b) => a.start - b.start);
      }
    });
    rmSync(audio.pcmPath, { force: true });
    heard.push({ ...recording, heard: answers });
  }
  return heard;
}
