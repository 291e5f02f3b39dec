import { ScribeError } from '../../errors.js';
import type { InstalledModel } from '../../models/installed.js';
import { undetermined } from '../recognizer.js';

/**
 * NeMo's models of several languages hear for themselves which one is spoken, word by word, and do not tell; so `auto`
 * gives `und` for them, and a language that is asked for is a label that the network is not told.
 *
 * @throws ScribeError USAGE when the model does not speak it.
 */
export function chooseLanguage(
  { name, languages }: Pick<InstalledModel, 'name' | 'languages'>,
  asked: string,
): string {
  const any = languages.includes('*');
  if (asked === 'auto') return languages.length === 1 && !any ? languages[0] : undetermined;
  if (any || languages.includes(asked)) return asked;
  throw new ScribeError('USAGE', `The model ${name} does not speak "${asked}".`, {
    hint: `It speaks ${languages.join(', ')}. Choose one of these, or another model with \`--model\`.`,
  });
}
