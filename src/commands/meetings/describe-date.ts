import { type DateSource, type Dating, localTime } from '../../domain/recorded-at.js';

const sources: Record<DateSource, string> = {
  option: '--date',
  quicktime: 'QuickTime',
  tag: 'tag of the file',
  'file-name': 'name of the file',
  'file-time': 'time of the file',
  ingest: 'time of processing',
};

/** When a recording was made, on the recorder's clock or else in `zone`, and how that is known. */
export function describeDate(at: string, dating: Dating | null, zone: string): string {
  const { day, time, offset } = localTime(at, dating, zone);
  if (!dating) return `${day} ${time} ${offset}`;
  if (dating.precision === 'day') return `${day} (${sources[dating.source]}, a day without a time)`;
  return `${day} ${time} ${offset} (${sources[dating.source]})`;
}
