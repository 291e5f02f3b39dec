import { ScribeError } from '../errors.js';
import type { Session } from './session.js';

/** The size of an input or output along an axis; null when the graph leaves it free. */
export function sizeOf(session: Session, name: string, axis: number): number | null {
  const found = [...session.inputMetadata, ...session.outputMetadata].find((value) => value.name === name);
  const size = found?.isTensor ? found.shape[axis] : undefined;
  return typeof size === 'number' ? size : null;
}

/** @throws ScribeError MODEL when the graph has no such value, or leaves its size free. */
export function fixedSize(session: Session, path: string, name: string, axis: number): number {
  const size = sizeOf(session, name, axis);
  if (size !== null) return size;
  throw new ScribeError('MODEL', `The network ${path} does not declare the size of ${name}, axis ${axis}.`, {
    hint: 'Use another export of this model.',
  });
}

/** @throws ScribeError MODEL when an input or output is missing. */
export function requireValues(session: Session, path: string, names: readonly string[]): void {
  const all = new Set([...session.inputNames, ...session.outputNames]);
  const missing = names.filter((name) => !all.has(name));
  if (missing.length === 0) return;
  throw new ScribeError(
    'MODEL',
    `The network ${path} has no ${missing.join(', ')}: it is another kind of network.`,
    {
      hint: 'Use an export of this model for onnx-asr or sherpa-onnx.',
    },
  );
}
