import type { Meeting } from '../domain/meeting.js';
import { unattributed } from '../domain/speakers.js';
import { escapeHtml } from './escape.js';

/** The dialogs of a page whose meeting can be changed: of a turn, and of the title. browser/editing.js opens them. */
export function editDialogs(meeting: Meeting, nameOf: (clusterId: string) => string): string {
  const hasOthers = meeting.turns.some(({ clusterId }) => clusterId === unattributed);
  const ids = [...meeting.clusters.map(({ id }) => id), ...(hasOthers ? [unattributed] : [])];
  const voices = ids.map((id) => `<option value="${escapeHtml(id)}">${escapeHtml(nameOf(id))}</option>`);
  return `<dialog id="edit" class="editing" aria-labelledby="edit-title"><form id="edit-form" method="dialog"><h2 id="edit-title">Correct this turn</h2>
<label>What was said<textarea id="edit-text" rows="5" dir="auto"></textarea></label>
<label>Who said it<select id="edit-voice">${voices.join('')}</select></label>
<label>Name of this speaker, in all turns<input type="text" id="edit-name" maxlength="255" autocomplete="off"></label>
<p class="problem" id="edit-problem" role="alert"></p>
<p class="choices"><button type="button" id="edit-merge">Join with the next turn</button><button type="button" id="edit-cancel">Cancel</button><button type="submit" class="main">Save</button></p></form></dialog>
<dialog id="rename" class="editing" aria-labelledby="rename-title"><form id="rename-form" method="dialog"><h2 id="rename-title">Title of the meeting</h2>
<label>Title<input type="text" id="rename-text" maxlength="255" required autocomplete="off"></label>
<p class="problem" id="rename-problem" role="alert"></p>
<p class="choices"><button type="button" id="rename-cancel">Cancel</button><button type="submit" class="main">Save</button></p></form></dialog>
<div class="undo" id="undo" role="status" hidden><span id="undo-what"></span> <button type="button" id="undo-it">Undo</button> <button type="button" id="undo-close" aria-label="Close">✕</button></div>`;
}
