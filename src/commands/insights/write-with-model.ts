import type { CommandContext } from '../../context.js';
import { shortId, speakerName } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { ScribeError } from '../../errors.js';
import type { DroppedClaim } from '../../insights/by-model/keep-supported.js';
import { writeInsights } from '../../insights/by-model/write-insights.js';
import { extractInsights } from '../../insights/extract-insights.js';
import { counted } from '../../report/describe.js';
import { writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { insightBasis, saveInsights } from '../../store/save-insights.js';
import type { Store } from '../../store/store.js';
import { turnIds } from '../../store/turns.js';
import { openModel } from '../open-language-model.js';

/**
 * Lets a language model write the insights of a meeting, and saves them. Without one, or when it fails, those that were there
 * stay.
 *
 * @returns what it wrote and no turn supports.
 * @throws ScribeError MODEL when there is no model, it fails, or nothing that it wrote is supported.
 */
export async function writeWithModel(
  context: CommandContext,
  store: Store,
  meetingId: string,
): Promise<readonly DroppedClaim[]> {
  const basis = insightBasis(store, meetingId);
  const meeting = loadMeeting(store, meetingId);
  const model = await openModel(context, `the transcript of ${shortId(meeting.id)}`);
  if (!model)
    throw new ScribeError(
      'MODEL',
      'Looking for a language model failed: no server answers on this machine.',
      {
        hint: 'Start one (docs/ask.md), or say with --llm where it is. The insights that were extracted stay.',
      },
    );
  try {
    const ids = turnIds(store, meetingId);
    const { recordedAt, dating } = meeting.recording;
    const { day } = localTime(recordedAt, dating, context);
    const { insights, dropped } = await writeInsights(model, {
      turns: meeting.turns.map((turn, i) => ({
        ...turn,
        id: ids[i],
        speaker: speakerName(meeting, turn.clusterId),
      })),
      language: meeting.language,
      day,
      extracted: extractInsights(meeting, { turnIds: ids, day }),
      signal: context.signal,
      onPart: (part, of) => {
        if (!context.quiet) writeLine(context.err, `${model.name} reads part ${part} of ${of}`);
      },
    });
    const { summary, keyPoints, decisions, questions, risks, actionItems } = insights;
    if ([summary, keyPoints, decisions, questions, risks, actionItems].every((list) => list.length === 0))
      throw new ScribeError(
        'MODEL',
        `Writing the insights of ${shortId(meeting.id)} failed: nothing that ${model.name} wrote is supported by what was said.`,
        { hint: 'Try a larger model with --llm-model. The insights from before stay.' },
      );
    saveInsights(store, { meetingId, insights, basis, newId: context.newId, now: context.now() });
    return dropped;
  } finally {
    await model.close();
  }
}

/** How many sentences were dropped, and the first of them. */
export function tellDropped({ err, quiet }: CommandContext, dropped: readonly DroppedClaim[]): void {
  if (dropped.length === 0) return;
  writeLine(
    err,
    `${counted(dropped.length, 'sentence')} of the model dropped: no turn supports what they say.`,
  );
  for (const { text, missing } of quiet ? [] : dropped.slice(0, 5)) {
    const absent = missing && [...missing.numbers, ...missing.names, ...missing.words].join(', ');
    writeLine(
      err,
      `  "${text}": ${absent === null ? 'cites no turn that is there' : `not said there: ${absent}`}`,
    );
  }
}
