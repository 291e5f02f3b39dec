import { describe, expect, it } from 'vitest';
import { readSubtitleShape } from '../../src/commands/transcript/print-subtitles.js';
import { subtitlePresetNames } from '../../src/domain/format-names.js';
import { subtitleDefaults, subtitlePresets } from '../../src/render/cue-length.js';
import { renderSrt } from '../../src/render/srt.js';
import { buildCues, measureReading } from '../../src/render/subtitles.js';
import { displayWidth } from '../../src/render/text-width.js';
import { renderVtt } from '../../src/render/vtt.js';
import { meeting, speaker, turn, wildMeeting, words } from './meetings.js';
import { readSrt, readVtt } from './subtitle-parsers.js';

const letters = (texts: readonly string[]) => [...texts.join('').replace(/\s/g, '')].sort().join('');
const shapes = [
  ...subtitlePresetNames.map((name) => [name, subtitlePresets[name]] as const),
  ['narrow', { ...subtitleDefaults, lineWidth: 16, lines: 1, readingSpeed: 5 }] as const,
];

describe.each(shapes)('%s', (_, shape) => {
  it.each([1, 2, 3])('keeps its width and lines, and loses no word (%i)', (seed) => {
    const wild = wildMeeting(seed);
    for (const { payload } of readSrt(renderSrt(wild, shape))) {
      expect(payload.length).toBeLessThanOrEqual(shape.lines);
      for (const line of payload) expect(displayWidth(line)).toBeLessThanOrEqual(shape.lineWidth);
    }
    const cues = buildCues(wild, () => '', shape);
    const usual = buildCues(wild, () => '');
    expect(letters(cues.flatMap(({ lines }) => lines))).toBe(letters(usual.flatMap(({ lines }) => lines)));
    for (const { start, end } of cues) expect(end - start).toBeLessThanOrEqual(shape.longest + 1e-9);
  });
});

it('without names, neither format says who speaks', () => {
  const talk = meeting([turn('S1', words('Yes.', 1))], [speaker('S1', 'Maya')]);
  const shape = { ...subtitleDefaults, speakers: false };
  expect(readSrt(renderSrt(talk, shape))[0].payload).toEqual(['Yes.']);
  expect(readVtt(renderVtt(talk, shape)).cues[0].payload).toEqual(['Yes.']);
});

it('what is said faster than one can read is counted', () => {
  const slow = meeting([turn('S1', words('Yes.', 1))]);
  expect(measureReading(slow, subtitleDefaults)).toEqual({ cues: 1, fast: 0, fastest: 0 });
  const hurried = meeting([
    turn('S1', words('nevertheless twelve', 1, 0.1, 0)),
    turn('S2', words('No.', 1.2)),
  ]);
  const { fast, fastest } = measureReading(hurried, subtitleDefaults);
  expect(fast).toBe(1);
  expect(fastest).toBeGreaterThan(90);
});

describe('flags', () => {
  it('ask for nothing, a preset, or what differs from it', () => {
    expect(readSubtitleShape({ names: true })).toBeNull();
    expect(readSubtitleShape({ subtitles: 'bbc' })).toEqual(subtitlePresets.bbc);
    expect(
      readSubtitleShape({ subtitles: 'bbc', maxWidth: 30, maxLines: 1, maxCps: 12, names: false }),
    ).toEqual({
      ...subtitlePresets.bbc,
      lineWidth: 30,
      lines: 1,
      readingSpeed: 12,
      speakers: false,
    });
  });

  it.each([{ maxWidth: 4 }, { maxLines: 3 }, { maxLines: 0 }, { maxCps: 100 }])(
    '%j is out of range',
    (flags) => {
      expect(() => readSubtitleShape(flags)).toThrow(/it must be from \d+ to \d+/);
    },
  );
});
