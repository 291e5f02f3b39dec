import { type Answer, answerQuestion } from '../../ask/answer-question.js';
import { gatherPassages, type Scope, wholeMeeting } from '../../ask/gather-passages.js';
import { type PassageTurn, packPassages } from '../../ask/passages.js';
import { questionTerms } from '../../ask/question-terms.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { exitStatus, ScribeError, toPlainError } from '../../errors.js';
import { estimateTokens } from '../../llm/estimate-tokens.js';
import type { LanguageModel } from '../../llm/language-model.js';
import { describeDuration, describeError } from '../../report/describe.js';
import { printJson, writeLine, writeText } from '../../report/output.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { openInstalledTextEmbedder } from '../../text-embedding/installed-model.js';
import { openModel } from '../open-language-model.js';
import { withStore } from '../with-store.js';
import { answerWriter, printPassages, printSources } from './print-answer.js';
import { exchangesOf, keepExchange, requireThread, scopeOfThread } from './threads.js';

export interface AskOptions {
  readonly meeting?: string;
  readonly person?: string;
  readonly all?: boolean;
  /** Short id of a thread. */
  readonly thread?: string;
  /** The thread that was used last. */
  readonly continue?: boolean;
}

/** `scribe ask QUESTION`: an answer of a language model with citations, or else the passages that fit best. */
export async function ask(
  context: CommandContext,
  words: readonly string[],
  options: AskOptions,
): Promise<number> {
  const question = words.join(' ').trim();
  return withStore(context, async (store) => {
    const thread = options.thread || options.continue ? requireThread(store, options.thread) : null;
    const scope = thread ? scopeOfThread(thread) : scopeOf(store, options);
    const before = thread ? exchangesOf(store, thread.id) : [];
    const terms = questionTerms([question, ...before.slice(-1).map((last) => last.question)].join(' '));
    const found = gatherPassages(store, terms, scope, await meaningOf(context, question));
    const model = await openModel(context, 'the question, and passages of transcripts that may answer it');
    if (!model) return showPassages(context, question, found, null);
    try {
      const passages = scope.kind === 'meeting' ? withWhole(store, scope.meetingId, found, model) : found;
      if (passages.length === 0) return showPassages(context, question, [], null);
      const writer = answerWriter(context);
      const answer = await answerQuestion(model, {
        question,
        passages,
        before,
        zone: context.zone,
        today: localTime(context.now(), null, context).day,
        clock: context.clock,
        signal: context.signal,
        onText: writer.onText,
      });
      const threadId = keepExchange(store, context, { thread, scope, question, answer });
      if (context.json) printJson(context, { question, ...answer, ...of(model), threadId });
      else {
        writer.end(answer.text);
        printSources(context, answer);
        if (!context.quiet) writeLine(context.err, describe(model, answer, threadId));
      }
      return 0;
    } catch (thrown) {
      context.signal.throwIfAborted();
      if (!(thrown instanceof ScribeError) || thrown.code !== 'MODEL') throw thrown;
      return showPassages(context, question, found, thrown);
    } finally {
      await model.close();
    }
  });
}

/** What a question means, where a text embedding model is installed. */
async function meaningOf(
  context: CommandContext,
  question: string,
): Promise<Parameters<typeof gatherPassages>[3]> {
  const embedder = await openInstalledTextEmbedder(context);
  if (!embedder) return null;
  try {
    const [vector] = await embedder.embed([question]);
    return { model: embedder.model, vector };
  } finally {
    await embedder.close();
  }
}

function scopeOf(store: Store, { meeting, person, all }: AskOptions): Scope {
  if ([meeting !== undefined, person !== undefined, all === true].filter(Boolean).length > 1)
    throw new ScribeError(
      'USAGE',
      'Reading the flags: --meeting, --person and --all cannot be used together.',
      {
        hint: 'Ask of one meeting, of one person, or of everything.',
      },
    );
  if (meeting !== undefined) return { kind: 'meeting', meetingId: resolveMeetingId(store, meeting) };
  if (person === undefined) return { kind: 'all' };
  const { id, displayName } = requireProfile(store, person);
  return { kind: 'person', profileId: id, name: displayName };
}

/** A short meeting is read as a whole; of a long one, what was found comes first. */
function withWhole(
  store: Store,
  meetingId: string,
  found: readonly (readonly PassageTurn[])[],
  { context }: LanguageModel,
): readonly (readonly PassageTurn[])[] {
  const whole = wholeMeeting(store, meetingId);
  const fits = packPassages([whole], context / 2, estimateTokens).length > 0;
  return fits ? [whole] : found;
}

const of = ({ name, server }: LanguageModel) => ({ model: name, server });

/** `qwen3:8b at 127.0.0.1:11434, 1234 and 56 tokens, 3.4 s; thread 5b21c04e` */
function describe(model: LanguageModel, { usage, latencyMs }: Answer, threadId: string | null): string {
  const { inputTokens, outputTokens } = usage;
  const tokens = inputTokens === null ? '' : `, ${inputTokens} and ${outputTokens ?? 0} tokens`;
  const kept = threadId === null ? '' : `; thread ${shortId(threadId)}, go on with --continue`;
  return `${model.name} at ${model.server}${tokens}, ${describeDuration(latencyMs)}${kept}`;
}

/** Passages shown in place of an answer. */
const shownPassages = 5;

/** @param failure of the language model; null: there is none, or it has nothing to read. */
function showPassages(
  context: CommandContext,
  question: string,
  found: readonly (readonly PassageTurn[])[],
  failure: ScribeError | null,
): number {
  const passages = found.slice(0, shownPassages);
  const status = failure ? exitStatus[failure.code] : 0;
  if (context.json) {
    const error = failure && { code: failure.code, message: failure.message, hint: failure.hint };
    printJson(context, { question, outcome: 'passages', text: null, passages, error });
    return status;
  }
  if (failure) writeText(context.err, `${describeError(toPlainError(failure))}\n`);
  if (passages.length === 0) writeLine(context.err, 'Nothing that was said has words of this question.');
  else if (!context.quiet)
    writeLine(
      context.err,
      failure
        ? 'The passages that fit the question best:'
        : 'There is no language model here, so these are the passages that fit the question best (docs/ask.md says how to have one):',
    );
  printPassages(context, passages);
  return status;
}
