import { ScribeError } from '../errors.js';
import { isSupported, type Missing, missingInTurns } from '../insights/check-support.js';
import { estimateTokens } from '../llm/estimate-tokens.js';
import type { LanguageModel } from '../llm/language-model.js';
import type { Usage } from '../llm/receive-answer.js';
import { type NumberedTurn, type PassageTurn, packPassages } from './passages.js';
import { type Exchange, noAnswer, questionMessages } from './prompt.js';
import { citationReader } from './resolve-citations.js';

/**
 * How an answer stands to what was said. `supported`: every statement cites turns that have its words; `partly`: some do;
 * `unsupported`: it cites nothing that is there; `unanswered`: the model finds no answer in the turns.
 */
type Outcome = 'supported' | 'partly' | 'unsupported' | 'unanswered';

/** A statement that cites no turn, or turns that do not say it. */
export interface DoubtfulStatement {
  readonly text: string;
  /** Null: it cites nothing. */
  readonly missing: Missing | null;
}

export interface Answer {
  /** With citations from 1 on, in the order of `citations`. */
  readonly text: string;
  readonly outcome: Outcome;
  readonly citations: readonly NumberedTurn[];
  /** Numbers that were cited and that no turn has. */
  readonly removed: readonly number[];
  readonly doubtful: readonly DoubtfulStatement[];
  readonly usage: Usage;
  /** Milliseconds from the question to the end of the answer. */
  readonly latencyMs: number;
  /** The answer was too long and is cut off. */
  readonly cutOff: boolean;
}

const answerDefaults = {
  /** Tokens of an answer, at most; of a small context, a quarter. */
  tokens: 1024,
  /** Of the room for a question, the share that earlier exchanges may take. */
  history: 0.25,
  /** Words of the rest of an answer from which on it is a statement, and should have a citation. */
  statement: 5,
} as const;

interface Question {
  readonly question: string;
  /** Turns with their neighbours, best first. */
  readonly passages: readonly (readonly PassageTurn[])[];
  /** What was asked before in this thread, oldest first. */
  readonly before: readonly Exchange[];
  readonly zone: string;
  readonly today: string;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  /** Gets what a reader may see of the answer, as it arrives. */
  readonly onText: (text: string) => void;
}

/** @throws ScribeError MODEL as `LanguageModel.chat` does. */
export async function answerQuestion(model: LanguageModel, asked: Question): Promise<Answer> {
  const { question, passages, zone, today, clock, signal, onText } = asked;
  const maxTokens = Math.min(answerDefaults.tokens, Math.floor(model.context / 4));
  const weigh = (turns: readonly NumberedTurn[], before: readonly Exchange[]) =>
    questionMessages({ question, turns, before, zone, today }).reduce(
      (sum, { content }) => sum + estimateTokens(content) + templateTokens,
      0,
    );
  const room = model.context - maxTokens - weigh([], []);
  const before = lastExchanges(asked.before, room * answerDefaults.history);
  const left = model.context - maxTokens - weigh([], before);
  const groups = packPassages(passages, left, estimateTokens);
  // In a small context turns stand alone, without what was said around them.
  const singles = passages.flatMap((group) => group.map((turn) => [turn]));
  const turns = groups.length > 0 ? groups : packPassages(singles, left, estimateTokens);
  if (turns.length === 0)
    throw new ScribeError(
      'MODEL',
      `Asking ${model.name} failed: its context of ${model.context} tokens has no room for what was said.`,
      { hint: 'Give the model a larger context, and say so with --llm-context if the server does not.' },
    );
  const reader = citationReader(turns.length);
  const show = holdBack(noAnswer, onText);
  const begun = clock();
  let text = '';
  const tell = (piece: string) => {
    text += piece;
    show(piece);
  };
  const { usage, finish } = await model.chat({
    messages: questionMessages({ question, turns, before, zone, today }),
    maxTokens,
    signal,
    onText: (piece) => tell(reader.take(piece)),
  });
  tell(reader.end());
  if (text.trim() !== '' && text.trim() !== noAnswer && noAnswer.startsWith(text.trim())) onText(text);
  const latencyMs = Math.round(clock() - begun);
  const { cited, removed } = reader.citations();
  const citations = cited.map((number, i) => ({ ...turns[number - 1], number: i + 1 }));
  text = text.trim();
  const common = { citations, removed, usage, latencyMs, cutOff: finish === 'length' };
  if (text === '' || (text.startsWith(noAnswer) && citations.length === 0))
    return { ...common, text: '', outcome: 'unanswered', doubtful: [] };
  const doubtful = doubtfulStatements(text, citations);
  const outcome = citations.length === 0 ? 'unsupported' : doubtful.length > 0 ? 'partly' : 'supported';
  return { ...common, text, outcome, doubtful };
}

/** Tokens that a chat template writes around a message. */
const templateTokens = 8;

/** The newest exchanges that fit. */
function lastExchanges(before: readonly Exchange[], budget: number): Exchange[] {
  let left = budget;
  const kept: Exchange[] = [];
  for (const exchange of before.toReversed()) {
    left -= estimateTokens(exchange.question) + estimateTokens(exchange.answer) + 2 * templateTokens;
    if (left < 0) break;
    kept.unshift(exchange);
  }
  return kept;
}

/** Passes text on unless it is `mark`, or may become it. */
function holdBack(mark: string, onText: (text: string) => void): (piece: string) => void {
  let held = '';
  let open = false;
  return (piece) => {
    if (open) return onText(piece);
    held += piece;
    const begun = held.trimStart();
    if (begun.startsWith(mark) || mark.startsWith(begun)) return;
    open = true;
    onText(begun);
  };
}

/** What stands between citations, each with the turns that it cites, judged by `missingInTurns`. */
function doubtfulStatements(text: string, citations: readonly NumberedTurn[]): DoubtfulStatement[] {
  const doubtful: DoubtfulStatement[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?:\[\d+\]\s*)+/g)) {
    const statement = text
      .slice(from, match.index)
      .replace(/^[\s.,;:–-]+/, '')
      .trim();
    from = match.index + match[0].length;
    if (!/\p{L}/u.test(statement)) continue;
    const turns = [...match[0].matchAll(/\d+/g)].map(([number]) => citations[Number(number) - 1]);
    const missing = missingInTurns(statement, turns);
    if (!isSupported(missing)) doubtful.push({ text: statement, missing });
  }
  const rest = text
    .slice(from)
    .replace(/^[\s.,;:–-]+/, '')
    .trim();
  if (from > 0 && rest.split(/\s+/).length >= answerDefaults.statement)
    doubtful.push({ text: rest, missing: null });
  return doubtful;
}
