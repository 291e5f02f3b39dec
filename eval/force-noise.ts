import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withPcm } from '../src/features/pcm.js';
import type { InstalledModel } from '../src/models/installed.js';
import { createNetworks } from '../src/pipeline/networks.js';
import {
  addHallucinations,
  countHallucinations,
  noHallucinations,
  noiseWindows,
} from './count-hallucinations.js';

/** The shipped recognizer, and OpenAI's tiny.en where it is kept beside the repository. */
export function noiseRecognizers(shipped: InstalledModel, root: string): InstalledModel[] {
  const folder = join(root, '..', 'shared', 'models', 'whisper-tiny.en');
  if (!existsSync(folder)) {
    console.log(`without OpenAI's tiny.en: ${folder} is not there`);
    return [shipped];
  }
  return [shipped, { ...shipped, name: 'whisper-tiny.en', folder, hash: folder, parameters: {} }];
}

/**
 * Prints how many words each recognizer invents when it is made to listen to noise, and how many the policy leaves.
 *
 * @param decode gives the path of a recording's samples, which is deleted afterwards.
 */
export async function printForcedNoise(
  files: readonly string[],
  recognizers: readonly InstalledModel[],
  speech: InstalledModel,
  decode: (file: string) => Promise<string>,
): Promise<void> {
  console.log(
    '| recognizer, forced to listen | windows | without the policy | with it | and a deaf detector |\n|---|---|---|---|---|',
  );
  const networks = createNetworks();
  const detector = await networks.speech(speech);
  for (const model of recognizers) {
    const recognizer = await networks.recognizer(model, 1);
    for (const seconds of noiseWindows) {
      let sum = noHallucinations;
      for (const file of files) {
        const pcmPath = await decode(file);
        const found = await withPcm(pcmPath, async (pcm) =>
          countHallucinations(recognizer, pcm, await detector.detect(pcm), seconds),
        );
        rmSync(pcmPath, { force: true });
        sum = addHallucinations(sum, found);
      }
      console.log(`| ${model.name} | ${seconds} s | ${sum.before} | ${sum.after} | ${sum.afterDeaf} |`);
      if (sum.before > 0) console.log(`<!-- ${sum.texts.join(' ')} -->`);
    }
  }
}
