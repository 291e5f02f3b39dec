import { ScribeError } from '../errors.js';

/**
 * A network with damaged weights may answer all it is asked with what is no number, and everything that is computed from it
 * would be none either: in a transcript, as a voice.
 *
 * @param whose whose answer it is, for the message: `the model silero-vad-6.2`, `the network PATH`.
 * @throws ScribeError MODEL when any of the values is no number, or there are fewer than `least`.
 */
export function requireNumbers(values: Float32Array, whose: string, least = 0): void {
  if (values.length >= least && !values.includes(Number.NaN)) return;
  const what =
    values.length < least
      ? `it has ${values.length} values instead of ${least}`
      : 'it is not made of numbers';
  throw new ScribeError('MODEL', `The answer of ${whose} is of no use: ${what}.`, {
    hint: 'Its file is probably damaged: run `scribe models verify`.',
  });
}
