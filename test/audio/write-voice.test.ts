import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writeVoice } from '../../src/audio/write-voice.js';
import { ffmpeg, temporaryFolder } from './media.js';

const signal = new AbortController().signal;
const inFolder = temporaryFolder();

/** A recording of so many samples that all are 1000, or -1000 in the second track. */
function loud(name: string, samples: number, value: number): string {
  const path = inFolder(name);
  writeFileSync(path, Buffer.from(new Int16Array(samples).fill(value).buffer));
  return path;
}

function samplesOf(path: string): Int16Array {
  const bytes = execFileSync(ffmpeg, ['-v', 'error', '-i', path, '-f', 's16le', '-'], { maxBuffer: 1 << 26 });
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

it('is as long as the recording, heard in the spans, silent elsewhere, and comes and goes without a click', async () => {
  const pcmPath = loud('a.pcm', 80_001, 1000);
  const to = inFolder('a.flac');
  const spans = [
    { start: 2, end: 3 },
    { start: 0.5, end: 1 },
    // It goes on after the end of the recording.
    { start: 4.5, end: 9 },
  ];
  await writeVoice(
    { parts: [{ pcmPath, spans }], to },
    { program: ffmpeg, scratch: inFolder('work.wav'), signal },
  );
  const samples = samplesOf(to);
  expect(samples.length).toBe(80_001);
  const at = (second: number) => samples[Math.round(second * 16_000)];
  expect([0, 0.49, 1.01, 1.5, 3.01, 4.4].map(at)).toEqual([0, 0, 0, 0, 0, 0]);
  expect([0.6, 0.9, 2.5, 4.6].map(at)).toEqual([1000, 1000, 1000, 1000]);
  const steps = samples.slice(1).map((sample, i) => Math.abs(sample - samples[i]));
  expect(Math.max(...steps)).toBeLessThan(10);
  expect(readdirSync(inFolder())).not.toContain('work.wav');
});

it('takes each span from the track that it is heard in', async () => {
  const parts = [
    { pcmPath: loud('left.pcm', 32_000, 1000), spans: [{ start: 0.2, end: 0.6 }] },
    { pcmPath: loud('right.pcm', 32_000, -1000), spans: [{ start: 1, end: 1.4 }] },
  ];
  const to = inFolder('both.flac');
  await writeVoice({ parts, to }, { program: ffmpeg, scratch: inFolder('work.wav'), signal });
  const samples = samplesOf(to);
  expect([samples[6400], samples[12_800], samples[19_200]]).toEqual([1000, 0, -1000]);
});
