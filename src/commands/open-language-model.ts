import type { CommandContext } from '../context.js';
import type { LanguageModel } from '../llm/language-model.js';
import { type ModelSettings, openLanguageModel } from '../llm/open-model.js';
import { offlineVariable } from '../platform/environment.js';
import { writeLine } from '../report/output.js';

/** The settings of language models; where connections to other machines are forbidden, whatever they say of those. */
export function languageModelSettings({ settings, environment }: CommandContext): ModelSettings {
  const { values } = settings;
  return offlineVariable(environment) === null ? values : { ...values, llmRemote: 'refuse' };
}

/**
 * The language model that the settings choose; null: there is none. Who allowed another machine is told what goes there.
 * @param sent what leaves this machine: `the question and the passages that fit it`.
 */
export async function openModel(context: CommandContext, sent: string): Promise<LanguageModel | null> {
  const settings = languageModelSettings(context);
  const model = await openLanguageModel(settings, { signal: context.signal });
  if (model && settings.llmRemote === 'allow' && !context.quiet)
    writeLine(context.err, `Sent to ${model.server}, which may be another machine: ${sent}.`);
  return model;
}
