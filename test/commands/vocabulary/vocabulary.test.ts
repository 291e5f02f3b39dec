import { describe, expect, it, onTestFinished } from 'vitest';
import { undo } from '../../../src/commands/operations/undo.js';
import { applyVocabulary } from '../../../src/commands/vocabulary/apply.js';
import {
  addToVocabulary,
  listVocabulary,
  removeFromVocabulary,
} from '../../../src/commands/vocabulary/terms.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { listEdits } from '../../../src/store/edits.js';
import { openStore } from '../../../src/store/open-store.js';
import type { Store } from '../../../src/store/store.js';
import { createTestContext } from '../../command-context.js';
import { turnOf } from '../../edits/turns.js';
import { editable } from '../../store/editable.js';
import { at } from '../../store/fixture.js';

function home() {
  const context = createTestContext();
  onTestFinished(() => context.remove());
  const within = <T>(work: (store: Store) => T): T => {
    const store = openStore({ home: context.home, now: at(0) });
    try {
      return work(store);
    } finally {
      store.close();
    }
  };
  const printed = () => {
    const { out } = context.printed;
    context.printed.out = '';
    return out;
  };
  return { context, within, printed };
}

describe('the vocabulary', () => {
  it('is added to, listed and taken from, and each can be undone', async () => {
    const { context, printed } = home();
    await addToVocabulary(context, 'Kubernetes', { heard: ['kuber netties'] });
    await addToVocabulary(context, ' Kubernetes ', { heard: ['cooper netis'], language: 'en' });
    await addToVocabulary(context, 'Grafana', {});
    printed();
    await listVocabulary(context);
    expect(printed().split('\n')).toEqual([
      'TERM        LANGUAGE  HEARD AS',
      'Grafana     any       -',
      'Kubernetes  en        kuber netties, cooper netis',
      '',
    ]);
    await removeFromVocabulary(context, ['Kubernetes']);
    await undo(context, undefined);
    await undo(context, undefined);
    printed();
    await listVocabulary({ ...context, json: true });
    expect(JSON.parse(printed())).toEqual([
      { term: 'Kubernetes', heard: ['kuber netties', 'cooper netis'], language: 'en' },
    ]);
  });

  it('refuses what is no term', async () => {
    const { context } = home();
    await expect(addToVocabulary(context, ' ', {})).rejects.toThrow('have 1 to 255 letters');
    await expect(addToVocabulary(context, 'x', { heard: [''] })).rejects.toThrow('have 1 to 255 letters');
    await expect(addToVocabulary(context, 'x', { language: 'English' })).rejects.toThrow('must be a code');
    await expect(removeFromVocabulary(context, ['x'])).rejects.toThrow('it is not in the vocabulary');
    await expect(applyVocabulary(context, [], {})).rejects.toThrow('needs ids of meetings');
  });

  it('mends stored transcripts as one operation, in the language of a term', async () => {
    const { context, within, printed } = home();
    const said = [
      turnOf('a', 'S1', 0.5, 'we use kuber netties here'),
      turnOf('b', 'S2', 8.5, 'Kuber Netties, yes'),
    ];
    const german = { ...said[1], language: 'de' };
    const first = within((store) => editable(store, [said[0], german], 'one.ogg')).meetingId;
    const second = within((store) => editable(store, said, 'two.ogg')).meetingId;
    const texts = () =>
      within((store) => [first, second].map((id) => loadMeeting(store, id).turns.map(({ text }) => text)));
    const before = texts();
    await addToVocabulary(context, 'Kubernetes', { heard: ['kuber netties'], language: 'en' });
    printed();
    await applyVocabulary(context, [], { allMeetings: true, dryRun: true });
    expect(printed()).toContain('Not done (--dry-run): would mend 3 spellings in 2 meetings.\n');
    expect(texts()).toEqual(before);
    await applyVocabulary(context, [], { allMeetings: true });
    expect(printed()).toContain('Mended 3 spellings in 2 meetings; 2 transcripts written again.\n');
    expect(texts()).toEqual([
      ['we use Kubernetes here', 'Kuber Netties, yes'],
      ['we use Kubernetes here', 'Kubernetes, yes'],
    ]);
    expect(within((store) => listEdits(store, first))).toMatchObject([
      { source: 'vocabulary', status: 'applied' },
    ]);
    await applyVocabulary(context, ['last'], {});
    expect(printed()).toBe('There is nothing to mend.\n');
    await undo(context, undefined);
    expect(texts()).toEqual(before);
  });
});
