import { formatClock, type Seconds } from '../domain/time.js';
import type { Trouble } from './ffmpeg/log.js';
import type { Gap } from './timeline.js';

/** Seconds by which decoded and stated lengths may differ without a warning. */
const decodeDefaults = { durationTolerance: 1 } as const;

/** Seconds from which a gap is worth a warning: shorter ones are pauses of the recorder. */
const gapDefaults = { longest: 60 } as const;

/** Gaps that are described one by one; the others are counted. */
const gapsDescribed = 5;

export interface DecodedFacts {
  readonly trouble: Trouble;
  readonly decoded: Seconds;
  /** If the container states it. */
  readonly stated?: Seconds;
  readonly gaps: readonly Gap[];
}

/** What somebody should know about a recording that could be decoded. Pure. */
export function warningsAbout({ trouble, decoded, stated, gaps }: DecodedFacts): string[] {
  const warnings: string[] = [];
  // The stated length does not include a gap that is not believed.
  const cut = gaps.reduce((sum, gap) => sum + (gap.kept > 0 ? gap.stated - gap.kept : 0), 0);
  const differs =
    stated !== undefined && Math.abs(decoded + cut - stated) > decodeDefaults.durationTolerance
      ? lengths(decoded, stated)
      : null;
  if (trouble.cutOff)
    warnings.push(`The file is cut off: ${differs?.short ?? 'ffmpeg reports that its end is missing'}.`);
  if (trouble.damaged > 0 && !(trouble.cutOff && trouble.damaged === 1))
    warnings.push(
      `The file is damaged in ${trouble.damaged === 1 ? 'one place' : `${trouble.damaged} places`}.`,
    );
  if (differs && !trouble.cutOff) warnings.push(`${differs.full}.`);
  const long = gaps.filter((gap) => gap.kept < gap.stated || gap.stated >= gapDefaults.longest);
  warnings.push(...long.slice(0, gapsDescribed).map(describeGap));
  if (long.length > gapsDescribed)
    warnings.push(`There are ${long.length - gapsDescribed} more gaps like these.`);
  return warnings;
}

function lengths(decoded: Seconds, stated: Seconds): { short: string; full: string } {
  const [there, promised] = [formatClock(decoded, 'short'), formatClock(stated, 'short')];
  if (decoded > stated) {
    const full = `The container states a length of ${promised}, but there is sound up to ${there}`;
    return { short: `it states a length of ${promised}, and there is sound up to ${there}`, full };
  }
  const short = `the sound ends at ${there}, but the container states a length of ${promised}`;
  return { short, full: `T${short.slice(1)}` };
}

function describeGap({ at, stated, kept }: Gap): string {
  const [place, length] = [formatClock(at, 'short'), formatClock(stated, 'short')];
  const nothing = `From ${place} on there is nothing in the file for ${length}`;
  if (kept >= stated) return `${nothing}; silence stands for it.`;
  const instead = kept > 0 ? `${formatClock(kept, 'short')} of silence stand for it` : 'it is not kept';
  return `${nothing}; ${instead}, and what follows is placed ${formatClock(stated - kept, 'short')} early.`;
}
