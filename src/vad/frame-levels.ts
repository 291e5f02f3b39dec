import { sampleRate } from '../domain/recording.js';
import type { PcmReader } from '../features/pcm.js';
import { speechFrameSeconds } from './find-speech.js';

/** Level that stands for digital silence, decibels of full scale. */
const silent = -100;
/** Share of the frames that a voice may be above its loud level. */
const louderShare = 0.02;

/**
 * How loud a recording is in each of the frames of a speech detector, in decibels against its own loud level (which a
 * fiftieth of its frames that are not silent passes), [ceil(samples / 512)]. Each is the mean over 100 ms. Reads the
 * recording once; the array is as long as the one of the probabilities.
 */
export function measureFrameLevels(pcm: PcmReader): Float32Array {
  const frame = Math.round(speechFrameSeconds * sampleRate);
  const levels = new Float32Array(Math.ceil(pcm.samples / frame));
  const block = new Float32Array(256 * frame);
  for (let first = 0; first < levels.length; first += 256) {
    pcm.read(first * frame, block);
    for (let f = first; f < Math.min(levels.length, first + 256); f++) {
      let power = 0;
      for (let i = (f - first) * frame; i < (f - first + 1) * frame; i++) power += block[i] * block[i];
      levels[f] = power / frame;
    }
  }
  let before = levels[0] ?? 0;
  for (let f = 0; f < levels.length; f++) {
    const own = levels[f];
    levels[f] = Math.max(silent, 10 * Math.log10((before + own + (levels[f + 1] ?? own)) / 3));
    before = own;
  }
  const heard = levels.filter((level) => level > silent).sort();
  const loud = heard[Math.floor((1 - louderShare) * heard.length)] ?? 0;
  for (let f = 0; f < levels.length; f++) levels[f] -= loud;
  return levels;
}
