import type { CommandContext } from '../context.js';
import { localTime } from '../domain/recorded-at.js';
import type { Turn } from '../domain/speakers.js';
import { ScribeError } from '../errors.js';
import { speaks } from '../models/catalog.js';
import { writeLine } from '../report/output.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { digestInsights } from '../store/digest-insights.js';
import { loadInsights } from '../store/insights.js';
import { completedAmong } from '../store/meetings.js';
import { areInsightsCurrent, failInsights, insightBasis, saveInsights } from '../store/save-insights.js';
import type { Store } from '../store/store.js';
import { turnIds } from '../store/turns.js';
import { installedTextModel } from '../text-embedding/installed-model.js';

type InsightContext = Pick<
  CommandContext,
  'newId' | 'now' | 'zone' | 'settings' | 'folders' | 'signal' | 'err'
>;

/**
 * Makes the insights of a completed meeting, and makes them again when its transcript says something else than before.
 * Those that a language model wrote stay as they are, until somebody asks for others. A meeting without insights is
 * worth as much as before, so what goes wrong is only reported.
 */
export async function refreshInsights(
  store: Store,
  meetingId: string,
  context: InsightContext,
): Promise<void> {
  if (completedAmong(store, [meetingId]).length === 0) return;
  const isWritten = loadInsights(store, meetingId)?.origin.startsWith('llm:');
  if (isWritten || areInsightsCurrent(store, meetingId)) {
    // Tasks and markers of people are a part of the digest.
    digestInsights(store, { meetingId, now: context.now() });
    return;
  }
  try {
    await makeInsights(store, meetingId, context);
  } catch (cause) {
    if (cause instanceof ScribeError || context.signal.aborted) throw cause;
    failInsights(store, { meetingId, now: context.now() });
    const reason = cause instanceof Error ? cause.message : String(cause);
    writeLine(
      context.err,
      `warning: no summary was made of the meeting ${meetingId}: ${reason}. Run: scribe insights ${meetingId} --again`,
    );
  }
}

/**
 * Extracts the insights of a completed meeting, again if another program corrects it meanwhile.
 * @returns whether they are others than before.
 */
export async function makeInsights(
  store: Store,
  meetingId: string,
  context: InsightContext,
): Promise<boolean> {
  for (;;) {
    const changed = await tryInsights(store, meetingId, context);
    if (changed !== null) return changed;
  }
}

/** @returns null: the transcript was corrected meanwhile. */
async function tryInsights(
  store: Store,
  meetingId: string,
  context: InsightContext,
): Promise<boolean | null> {
  const { newId, now, zone } = context;
  // What extracts is loaded by whoever has something to extract.
  const { extractInsights } = await import('../insights/extract-insights.js');
  const basis = insightBasis(store, meetingId);
  const meeting = loadMeeting(store, meetingId);
  const vectors = await embedSentences(meeting.turns, context);
  const { recordedAt, dating } = meeting.recording;
  const { day } = localTime(recordedAt, dating, { zone });
  const insights = extractInsights(meeting, { turnIds: turnIds(store, meetingId), day, vectors });
  return saveInsights(store, { meetingId, insights, basis, newId, now: now() });
}

/** A vector for each sentence, if a text embedding model is installed that knows their languages. */
async function embedSentences(
  turns: readonly Turn[],
  context: InsightContext,
): Promise<readonly Float32Array[] | undefined> {
  const { readSentences } = await import('../insights/read-sentences.js');
  const sentences = readSentences(turns);
  if (sentences.length === 0) return undefined;
  try {
    const model = await installedTextModel(context);
    if (!model || !sentences.every(({ language }) => speaks(model, language))) return undefined;
    const { openTextEmbedder } = await import('../text-embedding/text-embedder.js');
    const embedder = await openTextEmbedder(model, { threads: context.settings.values.threads });
    try {
      const vectors: Float32Array[] = [];
      for (const { text } of sentences) {
        context.signal.throwIfAborted();
        vectors.push(...(await embedder.embed([text])));
      }
      return vectors;
    } finally {
      await embedder.close();
    }
  } catch (cause) {
    if (context.signal.aborted) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    writeLine(context.err, `warning: the sentences of a meeting are compared by their words: ${reason}`);
    return undefined;
  }
}
