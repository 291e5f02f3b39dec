import type { CommandContext } from '../../context.js';
import { findServers } from '../../llm/open-model.js';
import { languageModelSettings } from '../open-language-model.js';
import { attempt, type Check } from './check-models.js';

/**
 * Which servers of language models answer, and what they offer. They are not needed: none is no problem, and one that the
 * settings name and that is away is a warning.
 */
export async function checkLanguageModels(context: CommandContext): Promise<Check> {
  const { signal } = context;
  const settings = languageModelSettings(context);
  const check = await attempt('language models', async () => {
    const servers = await findServers(settings, { signal });
    if (settings.llm === 'none') return 'none, by the settings';
    if (servers.length === 0)
      return 'no server on this machine; `scribe ask` shows passages, and insights are extracted';
    return servers
      .map(
        ({ name, url, models }) =>
          `${name} at ${url.host}: ${models.map(describe).join(', ') || 'no models'}`,
      )
      .join('; ');
  });
  return check.problem === null ? check : { ...check, problem: null, warning: true };
}

const describe = ({ name, context }: { readonly name: string; readonly context: number | null }): string =>
  context === null ? name : `${name} (${context} tokens)`;
