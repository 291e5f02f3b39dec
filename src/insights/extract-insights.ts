import type { ActionItem, Chapter, Claim, Insights } from '../domain/insights.js';
import type { Meeting } from '../domain/meeting.js';
import { unattributed } from '../domain/speakers.js';
import { dot } from '../domain/vectors.js';
import { findActionItems } from './find-action-items.js';
import { findChapters } from './find-chapters.js';
import { findDecisions, findRisks } from './find-decisions.js';
import { namesOf } from './find-people.js';
import { findQuestions, isQuestion } from './find-questions.js';
import { keyTerms, stemsOfNames, wholeText } from './key-terms.js';
import { chooseDiverse, rankSentences } from './rank-sentences.js';
import { readSentences, type Sentence } from './read-sentences.js';
import { contentWords, similarity, weighWords } from './word-weights.js';

const extractDefaults = {
  /** Words that say something, from which on a sentence can stand alone; one has its full weight from twice as many on. */
  words: 4,
  /** Words beyond which a sentence is hard to read in a summary. */
  longest: 45,
  topics: 8,
  titleTerms: 3,
} as const;

/** How many of each kind a meeting of some minutes has at most. */
const most = {
  summary: (minutes: number) => Math.min(6, 3 + Math.floor(minutes / 20)),
  keyPoints: (minutes: number) => Math.min(12, 3 + Math.floor(minutes / 5)),
  decisions: (minutes: number) => 4 + Math.floor(minutes / 3),
  questions: (minutes: number) => 4 + Math.floor(minutes / 4),
  risks: (minutes: number) => 3 + Math.floor(minutes / 8),
  actionItems: (minutes: number) => 8 + Math.floor(minutes / 2),
} as const;

/**
 * What a meeting comes to, in its own sentences: the same transcript gives the same insights. Sentences are weighed by how
 * central they are (LexRank), decisions, action items and risks are found by the phrases of their language. Pure.
 *
 * @param made.turnIds of the turns, in their order.
 * @param made.day on which the meeting was, `2026-01-31`.
 * @param made.vectors of the sentences that `readSentences` gives, as unit vectors; undefined: no model is there, and
 * sentences are compared by their words.
 */
export function extractInsights(
  meeting: Pick<Meeting, 'turns' | 'speakers' | 'language'>,
  made: {
    readonly turnIds: readonly string[];
    readonly day: string;
    readonly vectors?: readonly Float32Array[];
  },
): Insights {
  const { turnIds, day, vectors } = made;
  const sentences = readSentences(meeting.turns);
  const names = namesOf(meeting);
  const tokens = sentences.map(({ text, language }) => contentWords(text, language));
  const weights = weighWords(tokens);
  const alike = vectors
    ? (a: number, b: number) => Math.max(0, dot(vectors[a], vectors[b]))
    : (a: number, b: number) => similarity(weights[a], weights[b]);
  const ranks = rankSentences(sentences.length, alike);
  const minutes = sentences.length === 0 ? 0 : (sentences.at(-1)!.end - sentences[0].start) / 60;

  const claimOf = (i: number, support: readonly number[] = [i]): Claim => {
    const { text, clusterId } = sentences[i];
    return {
      text,
      start: sentences[support[0]].start,
      end: Math.max(...support.map((j) => sentences[j].end)),
      clusterId: clusterId === unattributed ? null : clusterId,
      turnIds: [...new Set(support.map((j) => turnIds[sentences[j].turn]))],
    };
  };
  /** The weightiest of some sentences that are not nearly the same, in the order of time. */
  const best = (found: readonly number[], wanted: number, score = (i: number) => ranks[i] + 0.01) =>
    chooseDiverse(found.map(score), wanted, (a, b) => alike(found[a], found[b]))
      .map((at) => found[at])
      .sort((a, b) => a - b);

  const decisions = findDecisions(sentences);
  const chosen = best(
    decisions.map(({ sentence }) => sentence),
    most.decisions(minutes),
  );
  const actions = findActionItems(sentences, names, day);
  const kept = new Set(
    best(
      actions.map((action) => action.sentences[0]),
      most.actionItems(minutes),
    ),
  );
  const all = sentences.map((_, i) => i);
  const worth = (i: number) => ranks[i] * readability(sentences[i], tokens[i].length);
  const summary = best(all, Math.min(most.summary(minutes), Math.ceil(sentences.length / 5)), worth);
  const said = new Set([...summary, ...chosen, ...kept]);
  const points = best(
    all.filter((i) => !said.has(i)),
    Math.min(most.keyPoints(minutes), Math.floor(sentences.length / 6)),
    worth,
  );
  const nameStems = stemsOfNames(
    names.map(({ name }) => name),
    meeting.language,
  );
  const starts = findChapters(sentences, weights);
  const whole = wholeText(tokens);
  return {
    origin: 'extractive',
    summary: summary.map((i) => claimOf(i)),
    keyPoints: points.map((i) => claimOf(i)),
    decisions: decisions
      .filter(({ sentence }) => chosen.includes(sentence))
      .map(({ sentence, support }) => claimOf(sentence, support)),
    questions: best(findQuestions(sentences), most.questions(minutes)).map((i) => claimOf(i)),
    risks: best(findRisks(sentences), most.risks(minutes)).map((i) => claimOf(i)),
    actionItems: actions
      .filter((action) => kept.has(action.sentences[0]))
      .map(({ sentences: support, text, owner, dueDate }): ActionItem => {
        const { clusterId = null, name = null } = owner ?? {};
        return {
          ...claimOf(support[0], support),
          text,
          ownerClusterId: clusterId === unattributed ? null : clusterId,
          ownerName: name,
          dueDate,
          quote: support.map((i) => sentences[i].text).join(' '),
        };
      }),
    chapters: starts.map((from, k): Chapter => {
      const to = starts[k + 1] ?? sentences.length;
      const part = sentences.slice(from, to);
      const terms = keyTerms(tokens.slice(from, to), extractDefaults.titleTerms, nameStems, whole);
      return {
        title: titleOf(terms, part[0].text),
        start: part[0].start,
        end: Math.max(...part.map(({ end }) => end)),
        turnIds: [...new Set(part.map(({ turn }) => turnIds[turn]))],
      };
    }),
    topics: keyTerms(tokens, extractDefaults.topics, nameStems, whole),
  };
}

/** How well a sentence stands alone, 0 to 1. */
function readability(sentence: Sentence, words: number): number {
  const { words: fewest, longest } = extractDefaults;
  if (words < fewest || isQuestion(sentence)) return 0;
  const long = sentence.text.split(/\s+/).length > longest ? 0.6 : 1;
  const sure = sentence.confidence < 0.4 ? 0.3 : 1;
  return Math.min(1, words / (2 * fewest)) * long * sure;
}

function titleOf(terms: readonly string[], otherwise: string): string {
  const title = terms.length > 0 ? terms.join(', ') : otherwise;
  return title[0].toUpperCase() + title.slice(1);
}
