import { formatBytes } from '../domain/bytes.js';
import type { Overall, PullResult } from '../models/download/events.js';
import { counted, describeTimeLeft } from './describe.js';

/** `312 MB of 668 MB, 12 MB/s, about 30 s left`; what is not known is left out. */
export function describeTransfer({ received, total, speed, secondsLeft }: Overall): string {
  const parts = [
    total === null ? formatBytes(received) : `${formatBytes(received)} of ${formatBytes(total)}`,
  ];
  if (speed !== null) parts.push(`${formatBytes(speed)}/s`);
  if (secondsLeft !== null && secondsLeft >= 1) parts.push(describeTimeLeft(secondsLeft));
  return parts.join(', ');
}

/** What became of a model, for people; the lines have no line end. */
export function describePull(result: PullResult): string[] {
  const { name, licence, folder, files, size } = result;
  const what = `${counted(files, 'file')}, ${formatBytes(size)}`;
  if (result.outcome === 'ships') return [`${name}: ships with scribe, nothing to download (${what})`];
  if (result.outcome === 'complete')
    return [`${name}: complete (${what}, in ${folder})`, ...trustedLines(result)];
  const ways = [
    result.downloaded > 0 && `${formatBytes(result.downloaded)} downloaded`,
    result.reused > 0 && `${formatBytes(result.reused)} from the cache of Hugging Face`,
  ].filter(Boolean);
  return [
    `${name}: ${ways.join(', ')} (${what}, in ${folder})`,
    `  licence   ${licence}`,
    ...trustedLines(result),
  ];
}

function trustedLines({ trusted }: PullResult): string[] {
  return trusted.map(
    ({ path, size, sha256 }) =>
      `  trusted   ${path} (${formatBytes(size)}), which nobody had pinned; from now on it must have SHA-256 ${sha256}`,
  );
}
