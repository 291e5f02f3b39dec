import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseStm, type Utterance } from '../../eval/score-words.js';
import { chunkSpeech, longWindowDefaults, shortWindowDefaults } from '../../src/asr/chunk-speech.js';
import { sampleRate } from '../../src/domain/recording.js';
import { findSpeech } from '../../src/vad/find-speech.js';
import { inMemory, openDetector, readSamples, sharedAudio } from '../recordings.js';

/**
 * Meetings one after the other until they last this long, as raw 16-bit PCM; without them the sample meeting.
 * @returns what is said in them, as far as it is known.
 */
export function writeRecording(path: string, minutes: number): Utterance[] {
  const folder = sharedAudio('meetings');
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.flac'))
        .sort()
        .map((name) => join(folder, name))
    : [fileURLToPath(new URL('../../examples/standup.ogg', import.meta.url))];
  const meetings = files.map((file) => Int16Array.from(readSamples(file), (x) => x * 32768));
  const answers = files.map((file) => file.replace(/\.\w+$/, '.stm'));
  const known = answers.map((file) => (existsSync(file) ? parseStm(readFileSync(file, 'utf8')) : []));
  const said: Utterance[] = [];
  const out = new Int16Array(minutes * 60 * sampleRate);
  for (let filled = 0, i = 0; filled < out.length; i++) {
    const meeting = meetings[i % meetings.length].subarray(0, out.length - filled);
    out.set(meeting, filled);
    const from = filled / sampleRate;
    for (const { start, end, ...rest } of known[i % meetings.length])
      if (end * sampleRate <= meeting.length) said.push({ ...rest, start: start + from, end: end + from });
    filled += meeting.length;
  }
  writeFileSync(path, new Uint8Array(out.buffer));
  return said;
}

/** The windows that scribe would recognize, [start, end] in seconds. */
export async function windowsOf(samples: Float32Array, short: boolean): Promise<[number, number][]> {
  const probabilities = await (await openDetector()).detect(inMemory(samples));
  const speech = findSpeech(probabilities, samples.length / sampleRate);
  return chunkSpeech(speech, short ? shortWindowDefaults : longWindowDefaults).map(({ start, end }) => [
    start,
    end,
  ]);
}
