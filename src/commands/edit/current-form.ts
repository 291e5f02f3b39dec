import { speakerName } from '../../domain/meeting.js';
import { isoDate } from '../../domain/recorded-at.js';
import { oneLine } from '../../domain/visible-text.js';
import type { EditForm } from '../../edits/form.js';
import type { EditableTurn } from '../../edits/transcript-edit.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { editableTurns } from '../../store/edits.js';
import type { Store } from '../../store/store.js';

/** A transcript as it is now, as a form and as the turns of that form. */
export function currentForm(
  store: Store,
  meetingId: string,
): { readonly form: EditForm; readonly turns: readonly EditableTurn[] } {
  const meeting = loadMeeting(store, meetingId);
  const turns = editableTurns(store, meetingId);
  const { title, recording, clusters } = meeting;
  return {
    turns,
    form: {
      meetingId,
      title: oneLine(title),
      date: isoDate(recording.recordedAt, recording.dating),
      speakers: clusters.map(({ id }) => ({ clusterId: id, name: oneLine(speakerName(meeting, id)) })),
      turns: turns.map(({ id, clusterId, start, text }) => ({ id, clusterId, start, text: oneLine(text) })),
    },
  };
}
