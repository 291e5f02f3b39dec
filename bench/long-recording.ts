import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { path as ffmpeg } from '@ffmpeg-installer/ffmpeg';
import { sharedAudio } from './recordings.js';

/**
 * Writes a recording of so many minutes, the meetings of ../shared/audio (or the sample meeting) again and again, as
 * Opus: eight hours are 90 MB. They are encoded once.
 * @param offset seconds of it that are left out at the beginning, so that two recordings differ.
 */
export function writeLongRecording(folder: string, minutes: number, offset = 0): string {
  const once = join(folder, `once-${offset}.ogg`);
  const inputs = sources().flatMap((path) => ['-i', path]);
  const count = inputs.length / 2;
  const streams = Array.from({ length: count }, (_, i) => `[${i}:a]aresample=16000[a${i}];`).join('');
  const names = Array.from({ length: count }, (_, i) => `[a${i}]`).join('');
  const chain = `${streams}${names}concat=n=${count}:v=0:a=1[out]`;
  const opus = ['-map', '[out]', '-ac', '1', '-c:a', 'libopus', '-b:a', '24k', once];
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...inputs, '-filter_complex', chain, ...opus]);
  const recording = join(folder, `${minutes}-minutes-${offset}.ogg`);
  const looped = ['-stream_loop', '-1', '-i', once, '-ss', String(offset), '-t', String(minutes * 60)];
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...looped, '-c', 'copy', recording]);
  return recording;
}

function sources(): string[] {
  const shared = sharedAudio('meetings');
  if (!existsSync(shared)) return [fileURLToPath(new URL('../examples/standup.ogg', import.meta.url))];
  const names = readdirSync(shared).filter((name) => name.endsWith('.flac'));
  return names.map((name) => join(shared, name));
}
