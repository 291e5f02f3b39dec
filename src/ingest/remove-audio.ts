import { rmSync } from 'node:fs';
import { type Audio, audioFiles } from '../domain/recording.js';

/** Removes the working files of a recording that is done with. */
export function removeAudio(audio: Audio): void {
  for (const path of audioFiles(audio)) rmSync(path, { force: true });
}
