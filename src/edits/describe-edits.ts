import { formatClock } from '../domain/time.js';
import type { EditRecord } from './transcript-edit.js';

/** `changed 2 passages, gave 1 turn to another speaker`; empty: nothing was changed. */
export function describeEdits(records: readonly EditRecord[]): string {
  const count = (kind: EditRecord['kind']) => records.filter((record) => record.kind === kind).length;
  const parts: readonly (readonly [number, string, string])[] = [
    [count('text'), 'changed $ passage', 'changed $ passages'],
    [count('speaker'), 'gave $ turn to another speaker', 'gave $ turns to other speakers'],
    [count('split'), 'divided $ turn', 'divided $ turns'],
    [count('merge'), 'joined $ turn to the one before', 'joined $ turns to those before'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, one, many]) => (n === 1 ? one : many).replace('$', String(n)))
    .join(', ');
}

/** `00:12  "cuber netties" -> "Kubernetes"` */
export function describeRecord({ kind, start, before, after }: EditRecord): string {
  const time = formatClock(start, 'clock');
  if (kind === 'text') return `${time}  "${before.text}" -> "${after.text}"`;
  if (kind === 'speaker') return `${time}  ${before.clusterId} -> ${after.clusterId}: "${before.text}"`;
  if (kind === 'split') return `${time}  divided before "${after.text}" (${after.clusterId})`;
  return `${time}  joined "${before.text}" to the turn before it`;
}
