import { spawnSync } from 'node:child_process';
import * as captions from 'media-captions';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/domain/time.js';
import { renderSrt } from '../../src/render/srt.js';
import { renderVtt } from '../../src/render/vtt.js';
import { wildMeeting } from './meetings.js';
import { readSrt, readVtt } from './subtitle-parsers.js';

/** Its declarations name files without their endings, which TypeScript does not find. */
const { parseText } = captions as unknown as {
  parseText(
    text: string,
    options: { type: 'vtt' | 'srt'; strict?: boolean; errors: true },
  ): Promise<{
    cues: { startTime: number; endTime: number; text: string }[];
    errors: { message: string }[];
  }>;
};

const seeds = [1, 2, 3, 4, 5, 6];

describe('media-captions reads without a complaint', () => {
  it.each(seeds)('WebVTT (%i)', async (seed) => {
    const text = renderVtt(wildMeeting(seed));
    const { cues, errors } = await parseText(text, { type: 'vtt', strict: true, errors: true });
    expect(errors).toEqual([]);
    expect(cues.map(({ startTime, endTime }) => [milliseconds(startTime), milliseconds(endTime)])).toEqual(
      readVtt(text).cues.map(({ start, end }) => [start, end]),
    );
  });

  it.each(seeds)('SubRip (%i)', async (seed) => {
    const text = renderSrt(wildMeeting(seed));
    const { cues, errors } = await parseText(text, { type: 'srt', errors: true });
    expect(errors).toEqual([]);
    expect(cues.map((cue) => [milliseconds(cue.startTime), milliseconds(cue.endTime), cue.text])).toEqual(
      readSrt(text).map(({ start, end, payload }) => [start, end, payload.join('\n')]),
    );
  });
});

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg) console.warn('skipping subtitles in ffmpeg: it is not there');

describe.runIf(hasFfmpeg)('ffmpeg reads', () => {
  /** Packets of the subtitles, in ffmpeg's own text of a demuxed file: start and duration in milliseconds. */
  function packets(text: string, format: 'webvtt' | 'srt') {
    const args = [
      '-v',
      'error',
      '-f',
      format,
      '-i',
      'pipe:0',
      '-map',
      '0',
      '-c',
      'copy',
      '-f',
      'framecrc',
      '-',
    ];
    const run = spawnSync('ffmpeg', args, { input: text, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    return run.stdout
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(',').map((field) => Number(field)))
      .map(([, , pts, duration]) => ({ start: pts, end: pts + duration }));
  }

  it.each(seeds)('each cue of WebVTT and SubRip at its time (%i)', (seed) => {
    const vtt = renderVtt(wildMeeting(seed));
    expect(packets(vtt, 'webvtt')).toEqual(readVtt(vtt).cues.map(({ start, end }) => ({ start, end })));
    const srt = renderSrt(wildMeeting(seed));
    expect(packets(srt, 'srt')).toEqual(readSrt(srt).map(({ start, end }) => ({ start, end })));
  });
});
