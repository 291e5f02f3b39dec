import { describe, expect, it } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { applyEdits } from '../../src/store/edits.js';
import { undoOperation } from '../../src/store/operations.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import { turnIds } from '../../src/store/turns.js';
import { at, newId, tempStore } from './fixture.js';
import { meetingOfVoices, voice } from './meeting-of-voices.js';

function prepare() {
  const store = tempStore();
  const meetingId = meetingOfVoices(store, 'a.ogg', [{ vector: voice(0) }, { vector: voice(90) }]);
  const [first, second] = loadMeeting(store, meetingId).turns;
  const turns = [{ ...first, text: 'Guten Morgen', language: 'de', translation: 'Good morning' }, second];
  replaceTurns(store, { meetingId, turns, newId, now: at(3) });
  const translations = () =>
    loadMeeting(store, meetingId).turns.map((turn) => [turn.translation, turn.translationIsOlder]);
  return { store, meetingId, translations };
}

describe('the translation of a turn', () => {
  it('is stored beside its text; a turn without one has none', () => {
    const { store, meetingId, translations } = prepare();
    expect(translations()).toEqual([
      ['Good morning', undefined],
      [undefined, undefined],
    ]);
    expect(loadMeeting(store, meetingId).turns[1]).not.toHaveProperty('translation');
  });

  it('stays when the text is corrected, and is older than it then; undoing makes it current again', () => {
    const { store, meetingId, translations } = prepare();
    const [turnId] = turnIds(store, meetingId);
    const edits = [{ kind: 'text', turnId, text: 'Guten Abend' }] as const;
    applyEdits(store, { meetingId, edits, source: 'person', newId, now: at(4) });
    expect(translations()[0]).toEqual(['Good morning', true]);
    undoOperation(store, { now: at(5) });
    expect(translations()[0]).toEqual(['Good morning', undefined]);
  });

  it('stays when turns are saved again', () => {
    const { store, meetingId, translations } = prepare();
    const { turns } = loadMeeting(store, meetingId);
    replaceTurns(store, { meetingId, turns, newId, now: at(6) });
    expect(translations()[0]).toEqual(['Good morning', undefined]);
  });
});
