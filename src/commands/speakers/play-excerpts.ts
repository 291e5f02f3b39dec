import { playExcerpt } from '../../audio/ffmpeg/play.js';
import type { CommandContext } from '../../context.js';
import { formatClock } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { writeLine } from '../../report/output.js';
import type { HeardCluster } from './hear-cluster.js';

/** Plays the excerpts of a cluster one after the other; where that is not possible, says why and where they are. */
export async function playExcerpts(
  context: CommandContext,
  heard: Pick<HeardCluster, 'recording' | 'stream' | 'excerpts' | 'clusterId'>,
): Promise<void> {
  const { recording, stream, excerpts, clusterId } = heard;
  const { ffmpeg } = context.settings.values;
  const times = excerpts.map(
    ({ start, end }) => `${formatClock(start, 'short')}-${formatClock(end, 'short')}`,
  );
  const where = `${clusterId} is heard in ${recording ?? 'a recording that is not known'} at ${times.join(', ')}`;
  if (recording === null || recording === '-' || excerpts.length === 0)
    return writeLine(context.err, `note: ${where}; there is no file that can be played.`);
  try {
    for (const span of excerpts) {
      writeLine(context.err, `  ${formatClock(span.start, 'short')}  ${span.text}`);
      if (!(await playExcerpt({ path: recording, stream, span, ffmpeg, signal: context.signal })))
        return writeLine(context.err, `note: ffplay is not installed; ${where}.`);
    }
  } catch (cause) {
    if (!(cause instanceof ScribeError)) throw cause;
    writeLine(context.err, `warning: ${cause.message}`);
    writeLine(context.err, `note: ${where}.`);
  }
}
