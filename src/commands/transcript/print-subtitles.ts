import type { CommandContext } from '../../context.js';
import type { SubtitlePresetName } from '../../domain/format-names.js';
import type { Meeting } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { type SubtitleShape, subtitleDefaults, subtitlePresets } from '../../render/cue-length.js';
import { renderArtifact } from '../../render/formats.js';
import { measureReading } from '../../render/subtitles.js';
import { writeLine } from '../../report/output.js';

/** What flags say about the shape of subtitles. */
export interface SubtitleFlags {
  readonly subtitles?: SubtitlePresetName;
  readonly maxWidth?: number;
  readonly maxLines?: number;
  readonly maxCps?: number;
  /** False: nobody is named. */
  readonly names?: boolean;
}

/** What a line may be: a narrower one breaks most words, and a wider one fits on no screen. Columns. */
const widths = { least: 16, most: 200 } as const;
const speeds = { least: 5, most: 60 } as const;

/**
 * The shape that flags ask for: a preset, and what differs from it; null: no flag does.
 * @throws ScribeError USAGE when a number is out of range.
 */
export function readSubtitleShape(flags: SubtitleFlags): SubtitleShape | null {
  const { subtitles, maxWidth, maxLines, maxCps, names = true } = flags;
  if ([subtitles, maxWidth, maxLines, maxCps].every((flag) => flag === undefined) && names) return null;
  const preset = subtitles === undefined ? subtitleDefaults : subtitlePresets[subtitles];
  return {
    ...preset,
    lineWidth: within('--max-width', maxWidth ?? preset.lineWidth, widths),
    lines: within('--max-lines', maxLines ?? preset.lines, { least: 1, most: 2 }) === 1 ? 1 : 2,
    readingSpeed: within('--max-cps', maxCps ?? preset.readingSpeed, speeds),
    speakers: names && preset.speakers,
  };
}

function within(flag: string, value: number, { least, most }: { least: number; most: number }): number {
  if (value >= least && value <= most) return value;
  throw new ScribeError(
    'USAGE',
    `Reading the flags: ${flag} is ${value}; it must be from ${least} to ${most}.`,
    {
      hint: `For instance: scribe transcript last --format srt ${flag} ${least}.`,
    },
  );
}

/**
 * Prints subtitles of a shape. No word is left out, so what is said faster than one can read is shown faster: that is
 * said on standard error.
 */
export async function printSubtitles(
  { out, err, settings, quiet }: CommandContext,
  meeting: Meeting,
  name: 'srt' | 'vtt',
  shape: SubtitleShape,
): Promise<void> {
  const { style } = settings.values;
  out.writeBytes((await renderArtifact(meeting, name, style, shape)).bytes);
  const { cues, fast, fastest } = measureReading(meeting, shape);
  if (fast > 0 && !quiet)
    writeLine(
      err,
      `note: ${fast} of ${cues} subtitles have more than ${shape.readingSpeed} columns a second, up to ${Math.round(fastest)}: that is how fast it was said.`,
    );
}
