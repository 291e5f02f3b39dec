import type { ActionItem, Claim, Insights } from '../../domain/insights.js';
import { unattributed } from '../../domain/speakers.js';
import { jsonAsker } from '../../llm/ask-for-json.js';
import { estimateTokens } from '../../llm/estimate-tokens.js';
import type { LanguageModel } from '../../llm/language-model.js';
import { findDueDate } from '../find-due-date.js';
import { divideDefaults, divideTranscript, linesOf, type TranscriptLine } from './divide-transcript.js';
import { type DroppedClaim, isDropped, type NamedTurn, onceEach, toClaim } from './keep-supported.js';
import { between, partRules, partSchema, type WrittenPart, wholeRules, wholeSchema } from './prompts.js';

const writeDefaults = {
  /** Tokens of an answer, at most; of a small context, a third. */
  tokens: 3000,
  /** Tokens around the messages, and a JSON Schema in them. */
  reserve: 600,
  /** Times that minutes are made of minutes: a meeting of any length fits after the first. */
  rounds: 4,
} as const;

interface Material {
  readonly turns: readonly NamedTurn[];
  /** Main language of the meeting, as a code. */
  readonly language: string;
  /** On which it was, `2026-01-31`. */
  readonly day: string;
  /** Chapters and topics are taken from these. */
  readonly extracted: Insights;
  readonly signal: AbortSignal;
  /** Told before each part of several. */
  readonly onPart: (part: number, of: number) => void;
}

export interface WrittenInsights {
  readonly insights: Insights;
  /** What the model wrote and its turns do not say. */
  readonly dropped: readonly DroppedClaim[];
}

/**
 * Lets a language model write what a meeting comes to. What does not fit into its context is read in parts, and of their
 * minutes the whole is made. Every sentence names its turns, and is dropped when they do not support it.
 *
 * @throws ScribeError MODEL when the model does not answer, or not with what it is asked for.
 */
export async function writeInsights(model: LanguageModel, material: Material): Promise<WrittenInsights> {
  const { turns, extracted, onPart } = material;
  const maxTokens = Math.min(writeDefaults.tokens, Math.floor(model.context / 3));
  const language =
    new Intl.DisplayNames(['en'], { type: 'language' }).of(material.language) ?? material.language;
  const roomFor = (rules: string) =>
    model.context - maxTokens - estimateTokens(rules) - writeDefaults.reserve;
  const ask = askOf(model, { maxTokens, signal: material.signal });

  const room = Math.max(200, roomFor(partRules(language)));
  const lines = linesOf(turns, room * divideDefaults.line, estimateTokens);
  const parts = divideTranscript(lines, room);
  const written: WrittenPart[] = [];
  for (const [i, part] of parts.entries()) {
    if (parts.length > 1) onPart(i + 1, parts.length);
    written.push(await ask('minutes', partSchema, partRules(language), 'transcript', part));
  }

  const dropped: DroppedClaim[] = [];
  const keep = (list: readonly Parameters<typeof toClaim>[0][]): Claim[] =>
    onceEach(
      list.flatMap((each) => {
        const claim = toClaim(each, turns);
        if (!isDropped(claim)) return [claim];
        dropped.push(claim);
        return [];
      }),
    );
  const of = (name: Exclude<keyof WrittenPart, 'actionItems'>) => keep(written.flatMap((part) => part[name]));
  let summary = of('summary');
  let keyPoints = of('keyPoints');
  // Minutes of parts are made into those of the whole; what is left is checked against the turns themselves.
  for (let round = 0; parts.length > 1 && round < writeDefaults.rounds; round++) {
    const all = onceEach([...summary, ...keyPoints]);
    const groups = divideTranscript(
      all.map(({ text }, i) => lineOfClaim(text, i + 1)),
      Math.max(200, roomFor(wholeRules(language))),
    );
    const wholes = [];
    for (const group of groups)
      wholes.push(await ask('summary', wholeSchema, wholeRules(language), 'minutes', group));
    const toTurns = ({ text, turns: claims }: { text: string; turns: number[] }) => ({
      text,
      turns: claims
        .flatMap((number) => all[number - 1]?.turnIds ?? [])
        .map((id) => turns.findIndex((t) => t.id === id) + 1),
    });
    summary = keep(wholes.flatMap((whole) => whole.summary.map(toTurns)));
    keyPoints = keep(wholes.flatMap((whole) => whole.keyPoints.map(toTurns)));
    if (groups.length === 1) break;
  }
  const actionItems = onceEach(
    written
      .flatMap((part) => part.actionItems)
      .flatMap((item) => keep([item]).map((claim) => toActionItem(claim, item.owner, material))),
  );
  const insights: Insights = {
    origin: `llm:${model.name}`,
    summary,
    keyPoints: keyPoints.filter((point) => onceEach([...summary, point]).length > summary.length),
    decisions: of('decisions'),
    questions: of('questions'),
    risks: of('risks'),
    actionItems,
    chapters: extracted.chapters,
    topics: extracted.topics,
  };
  return { insights, dropped };
}

function lineOfClaim(text: string, number: number): TranscriptLine {
  const line = `[${number}] ${text}`;
  return { number, text: line, tokens: estimateTokens(line) };
}

function askOf(model: LanguageModel, rest: { readonly maxTokens: number; readonly signal: AbortSignal }) {
  const askForJson = jsonAsker(model);
  return async <T>(
    name: string,
    schema: Parameters<typeof askForJson<T>>[0]['schema'],
    rules: string,
    mark: string,
    lines: readonly TranscriptLine[],
  ): Promise<T> => {
    const content = between(
      mark,
      lines.map(({ text }) => text),
    );
    const messages = [
      { role: 'system', content: rules },
      { role: 'user', content },
    ] as const;
    return (await askForJson({ name, schema, messages, ...rest })).value;
  };
}

/** The owner must be somebody who speaks, or be named in the turns; a date is one that is said there. */
function toActionItem(claim: Claim, owner: string | null, { turns, language, day }: Material): ActionItem {
  const named = turns.filter(({ id }) => claim.turnIds.includes(id));
  const said = named.map(({ text }) => text).join(' ');
  const wanted = owner?.trim().toLowerCase() ?? '';
  const speaker = turns.find((turn) => wanted !== '' && turn.speaker.toLowerCase() === wanted);
  const isNamed = wanted !== '' && said.toLowerCase().includes(wanted);
  const clusterId = speaker && speaker.clusterId !== unattributed ? speaker.clusterId : null;
  const due = named.map((turn) => findDueDate(turn.text, turn.language ?? language, day)).find(Boolean);
  return {
    ...claim,
    ownerClusterId: clusterId,
    ownerName: clusterId === null && isNamed && owner !== null ? owner.trim() : null,
    dueDate: due?.date ?? null,
    quote: said,
  };
}
