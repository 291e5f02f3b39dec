import type { CommandContext } from '../../context.js';
import { oneLine } from '../../domain/visible-text.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { addTerm, listTerms, removeTerm } from '../../store/vocabulary.js';
import { withStore } from '../with-store.js';

/** `scribe vocabulary add TERM --heard ...` */
export async function addToVocabulary(
  context: CommandContext,
  given: string,
  { heard = [], language }: { readonly heard?: readonly string[]; readonly language?: string },
): Promise<void> {
  const [term, ...spellings] = [given, ...heard].map(oneLine);
  const wrong = [term, ...spellings].find((text) => text === '' || text.length > 255);
  if (wrong !== undefined)
    throw new ScribeError(
      'USAGE',
      `Adding "${given}" failed: a term and what is heard for it have 1 to 255 letters.`,
      {
        hint: 'For instance: scribe vocabulary add Kubernetes --heard "kuber netties"',
      },
    );
  if (language !== undefined && !/^([a-z]{2,3}|any)$/.test(language))
    throw new ScribeError('USAGE', `--language is "${language}"; it must be a code such as en, or any.`);
  return withStore(context, (store) => {
    const added = addTerm(store, {
      term,
      heard: spellings,
      ...(language !== undefined && { language: language === 'any' ? null : language }),
      newId: context.newId,
      now: context.now(),
    });
    const { id, ...is } = added.term;
    if (context.json) return printJson(context, { ...is, operation: added.operationId });
    const also = is.heard.length > 0 ? `, also for ${is.heard.map((text) => `"${text}"`).join(', ')}` : '';
    writeLine(context.out, `${is.term} is in the vocabulary${also}.`);
  });
}

/** `scribe vocabulary list` */
export async function listVocabulary(context: CommandContext): Promise<void> {
  return withStore(context, (store) => {
    const terms = listTerms(store).map(({ id, ...term }) => term);
    if (context.json) return printJson(context, terms);
    if (terms.length === 0)
      return writeLine(context.err, 'The vocabulary is empty; add to it with: scribe vocabulary add TERM');
    printTable(
      context,
      ['TERM', 'LANGUAGE', 'HEARD AS'],
      terms.map(({ term, language, heard }) => [term, language ?? 'any', heard.join(', ') || '-']),
    );
  });
}

/** `scribe vocabulary remove TERM...` */
export async function removeFromVocabulary(context: CommandContext, terms: readonly string[]): Promise<void> {
  return withStore(context, (store) => {
    const operations = terms.map((term) => removeTerm(store, { term, now: context.now() }));
    if (context.json) return printJson(context, { removed: terms, operations });
    writeLine(context.out, `Removed ${counted(terms.length, 'term')} from the vocabulary.`);
  });
}
