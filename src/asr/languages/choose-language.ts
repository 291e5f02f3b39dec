import { ScribeError } from '../../errors.js';
import { undetermined } from '../recognizer.js';

/**
 * The language that a model recognizes in when `asked` is wanted. With `auto` it is the only one that the model speaks;
 * a model of several leaves it open (`und`).
 *
 * @param languages ISO 639-1, or `*`.
 * @throws ScribeError USAGE when the model does not speak it.
 */
export function chooseLanguage(model: string, languages: readonly string[], asked: string): string {
  const any = languages.includes('*');
  if (asked === 'auto') return languages.length === 1 && !any ? languages[0] : undetermined;
  if (any || languages.includes(asked)) return asked;
  throw new ScribeError('USAGE', `The model ${model} does not speak "${asked}".`, {
    hint: `It speaks ${languages.join(', ')}. Choose one of these, or another model with \`--model\`.`,
  });
}
