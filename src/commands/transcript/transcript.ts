import type { CommandContext } from '../../context.js';
import type { FormatName } from '../../domain/format-names.js';
import { type Meeting, shortId, speakerName } from '../../domain/meeting.js';
import { formatClock } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { printJson, printTable, writeText } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recognizedTurns } from '../../store/original-turns.js';
import { listSuppressed } from '../../store/suppressed.js';
import { translatedMeeting } from '../../transcript/translated-meeting.js';
import { withStore } from '../with-store.js';
import { chooseFormats } from './choose-formats.js';
import { editPassages } from './edit-passages.js';
import { printArtifact } from './print-artifact.js';
import { printSubtitles, readSubtitleShape, type SubtitleFlags } from './print-subtitles.js';
import { printTemplate } from './print-template.js';

export interface TranscriptOptions extends SubtitleFlags {
  readonly format: FormatName;
  /** A file in eta's language, in place of a format. */
  readonly template?: string;
  /** The sound inside the page. */
  readonly embedAudio?: boolean;
  readonly suppressed?: boolean;
  /** As it was recognized. */
  readonly recognized?: boolean;
  /** In English where there is a translation. */
  readonly translated?: boolean;
  /** Numbers of passages, or `all`. */
  readonly restore?: readonly string[];
  readonly suppress?: readonly string[];
  /** The former name of `suppress`. */
  readonly leaveOut?: readonly string[];
}

/** `scribe transcript ID`: rendered from the store, with the names that people have now; or its suppressed passages. */
export async function printTranscript(
  context: CommandContext,
  idOrPrefix: string,
  options: TranscriptOptions,
): Promise<void> {
  const { suppressed, restore, suppress = options.leaveOut } = options;
  const choosesFormats = context.settings.sources.formats === 'flag';
  if ([suppressed, restore, suppress, choosesFormats].filter(Boolean).length > 1)
    throw new ScribeError(
      'USAGE',
      'Reading the flags: --suppressed, --restore, --suppress and --formats cannot be used together.',
      { hint: 'List the passages with --suppressed first, then give their numbers to one of the others.' },
    );
  if (choosesFormats) return chooseFormats(context, idOrPrefix);
  if (suppressed) return printSuppressed(context, idOrPrefix, context.json || options.format === 'json');
  if (restore) return editPassages(context, idOrPrefix, 'restore', restore);
  if (suppress) return editPassages(context, idOrPrefix, 'suppress', suppress);
  if (options.embedAudio && options.format !== 'html')
    throw new ScribeError('USAGE', 'Reading the flags: --embed-audio puts the sound into a page.', {
      hint: 'For instance: scribe transcript last --format html --embed-audio > meeting.html',
    });
  const shape = readSubtitleShape(options);
  if (shape && !isSubtitles(options.format))
    throw new ScribeError(
      'USAGE',
      `Reading the flags: the shape of subtitles does not go with ${options.format}.`,
      {
        hint: 'Add --format srt or --format vtt.',
      },
    );
  if (options.template !== undefined && context.json)
    throw new ScribeError('USAGE', 'Reading the flags: --template and --json cannot be used together.', {
      hint: 'Leave out one of them: a template may write JSON, too.',
    });
  return withStore(context, async (store) => {
    const stored = loadMeeting(store, resolveMeetingId(store, idOrPrefix));
    const recognized = options.recognized ? recognizedTurns(store, stored.id) : null;
    const chosen = recognized ? { ...stored, turns: recognized } : stored;
    const meeting = options.translated ? inEnglish(chosen) : chosen;
    if (options.embedAudio)
      return (await import('./print-with-sound.js')).printWithSound(context, store, meeting);
    if (options.template !== undefined) return printTemplate(context, meeting, options.template);
    if (shape && isSubtitles(options.format)) return printSubtitles(context, meeting, options.format, shape);
    if (options.format === 'html' && !context.json) {
      const { meetingPage } = await import('../../artifacts/meeting-page.js');
      return writeText(context.out, meetingPage(store, meeting, context.settings.values.style));
    }
    return printArtifact(context, meeting, context.json ? 'json' : options.format);
  });
}

const isSubtitles = (format: FormatName): format is 'srt' | 'vtt' => format === 'srt' || format === 'vtt';
/** @throws ScribeError USAGE when the meeting has no translation */
function inEnglish(meeting: Meeting): Meeting {
  if (meeting.turns.some(({ translation }) => translation !== undefined)) return translatedMeeting(meeting);
  throw new ScribeError('USAGE', `Printing ${shortId(meeting.id)} in English: it has no translation.`, {
    hint: 'Run `scribe ingest RECORDING --force --translate`; turns that are in English already need none.',
  });
}

/** `scribe transcript ID --suppressed`: what was probably not spoken, why, and whether it was restored. */
async function printSuppressed(context: CommandContext, idOrPrefix: string, asJson: boolean): Promise<void> {
  return withStore(context, (store) => {
    const id = resolveMeetingId(store, idOrPrefix);
    const meeting = loadMeeting(store, id);
    const passages = listSuppressed(store, id).map((passage) => ({
      ...passage,
      speaker: speakerName(meeting, passage.clusterId),
    }));
    if (asJson) return printJson(context, passages);
    if (passages.length === 0) return void context.err.write('Nothing was suppressed in this transcript.\n');
    printTable(
      context,
      ['NO', 'TIME', 'SPEAKER', 'REASON', 'DETAIL', 'TEXT'],
      passages.map((passage) => [
        String(passage.number),
        formatClock(passage.start, 'clock'),
        passage.speaker,
        passage.restoredAt === null ? passage.reason : `${passage.reason} (restored)`,
        passage.detail,
        passage.text,
      ]),
    );
  });
}
