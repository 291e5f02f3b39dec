import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The bundled ffmpeg. */
export const { path: ffmpeg } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as {
  path: string;
};

/** A folder for the files of one test file, removed at its end. */
export function temporaryFolder(): (...parts: string[]) => string {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-audio-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (...parts) => join(folder, ...parts);
}

/** Makes a file with the bundled ffmpeg. */
export function makeMedia(...args: string[]): void {
  execFileSync(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]);
}

/** ffmpeg's input: 6 s, silent but for a tone from 1.0 to 1.2 s and from 4.0 to 4.2 s. */
export function beeps(rate: number, layout = 'mono'): string[] {
  const tone = '0.5*sin(2*PI*1000*t)*(between(t,1,1.2)+between(t,4,4.2))';
  const channels = layout === 'stereo' ? `${tone}|${tone}` : tone;
  return ['-f', 'lavfi', '-i', `aevalsrc='${channels}':s=${rate}:d=6`];
}

/** ffmpeg's input: 9 s of small pictures. */
export const pictures = ['-f', 'lavfi', '-i', 'testsrc=d=9:s=64x64:r=5'];

/** Seconds at which a tone begins after silence. */
export function onsets(pcm: Int16Array): number[] {
  const found: number[] = [];
  let last = -Infinity;
  for (let i = 0; i < pcm.length; i++) {
    if (Math.abs(pcm[i]) < 3000) continue;
    if (i - last > 1600) found.push(i / 16_000);
    last = i;
  }
  return found;
}
