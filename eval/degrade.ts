import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sampleRate } from '../src/domain/recording.js';

/** What becomes of a recording before it is heard. */
export const conditions = ['clean', 'mp3', 'telephone', 'noise'] as const;
export type Condition = (typeof conditions)[number];

/** How far the noise is below speech, dB. */
export const noiseDistance = 15;

const run = promisify(execFile);

export interface Degrading {
  /** ffmpeg. */
  readonly program: string;
  /** dB relative to full scale. */
  readonly speechLevel: number;
  readonly noise: { readonly path: string; readonly level: number };
}

/**
 * Writes a recording as it would come by another way: `mp3` with 64 kbit/s; `telephone`, 300 to 3400 Hz and 8,000
 * samples a second in mu-law; `noise`, with a sound of dishes `noiseDistance` below its speech. The same every time.
 * @param target path without extension
 * @returns the path of the file; that of the source for `clean`.
 * @throws Error with what ffmpeg says.
 */
export async function degrade(
  source: string,
  condition: Condition,
  target: string,
  { program, speechLevel, noise }: Degrading,
): Promise<string> {
  if (condition === 'clean') return source;
  const path = `${target}.${condition === 'mp3' ? 'mp3' : 'wav'}`;
  const band = 'highpass=f=300,highpass=f=300,lowpass=f=3400,lowpass=f=3400';
  const gain = speechLevel - noiseDistance - noise.level;
  const mix =
    `[1:a]aresample=${sampleRate},aloop=-1:${2 ** 31 - 1},volume=${gain.toFixed(2)}dB[noise];` +
    `[0:a]aresample=${sampleRate}[speech];[speech][noise]amix=2:duration=first`;
  const ways = {
    mp3: ['-i', source, '-c:a', 'libmp3lame', '-b:a', '64k'],
    telephone: ['-i', source, '-af', band, '-ar', '8000', '-c:a', 'pcm_mulaw'],
    noise: ['-i', source, '-i', noise.path, '-filter_complex', mix, '-c:a', 'pcm_s16le'],
  };
  await run(program, ['-v', 'error', '-nostdin', '-y', ...ways[condition], '-ac', '1', path]);
  return path;
}

/** Puts bare samples (16 bit, mono, 16 kHz) into a WAV file. @returns its path. */
export async function wrapSamples(program: string, source: string, target: string): Promise<string> {
  const input = ['-f', 's16le', '-ar', `${sampleRate}`, '-ac', '1', '-i', source];
  await run(program, ['-v', 'error', '-nostdin', '-y', ...input, target]);
  return target;
}
