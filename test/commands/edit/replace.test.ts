import { describe, expect, it, onTestFinished } from 'vitest';
import { edit } from '../../../src/commands/edit/edit.js';
import { printLog } from '../../../src/commands/operations/log.js';
import { undo } from '../../../src/commands/operations/undo.js';
import { printTranscript } from '../../../src/commands/transcript/transcript.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { openStore } from '../../../src/store/open-store.js';
import type { Store } from '../../../src/store/store.js';
import { createTestContext } from '../../command-context.js';
import { turnOf } from '../../edits/turns.js';
import { editable } from '../../store/editable.js';
import { at } from '../../store/fixture.js';

const said = [
  turnOf('a', 'S1', 0.5, 'Kubernets is kubernets'),
  turnOf('b', 'S2', 8.5, 'no Kubernets, no kubernetsy'),
];

function home(options: Parameters<typeof createTestContext>[0] = {}) {
  const context = createTestContext(options);
  onTestFinished(() => context.remove());
  const within = <T>(work: (store: Store) => T): T => {
    const store = openStore({ home: context.home, now: at(0) });
    try {
      return work(store);
    } finally {
      store.close();
    }
  };
  const ids = ['one.ogg', 'two.ogg'].map((name) => within((store) => editable(store, said, name).meetingId));
  const texts = () =>
    within((store) => ids.map((id) => loadMeeting(store, id).turns.map(({ text }) => text)));
  return { context, ids, texts };
}
const replaced = ['Kubernetes is Kubernetes', 'no Kubernetes, no kubernetsy'];
const original = said.map(({ text }) => text);

describe('scribe edit --replace', () => {
  it('changes one meeting, shows what, and is undone as one', async () => {
    const { context, ids, texts } = home();
    await edit(context, ids[0].slice(-8), { replace: ['kubernets=Kubernetes'] });
    expect(context.printed.out).toBe('Replaced 3 places in 1 meeting; 1 transcript written again.\n');
    expect(context.printed.err).toContain('00:00:00  - Kubernets is kubernets\n');
    expect(context.printed.err).toContain('+ Kubernetes is Kubernetes\n');
    expect(texts()).toEqual([replaced, original]);
    context.printed.out = '';
    await printTranscript(context, ids[0], { format: 'txt', recognized: true });
    expect(context.printed.out).toContain('Kubernets is kubernets');
    context.printed.out = '';
    await printLog(context, ids[0], { edits: true });
    expect(context.printed.out.split('\n')[1]).toBe(
      '00:00:00  text  replace  applied  Kubernets   Kubernetes',
    );
    await undo(context, undefined);
    expect(texts()).toEqual([original, original]);
  });

  it('changes every meeting, and undoes them together', async () => {
    const { context, texts } = home();
    await edit(context, undefined, {
      replace: ['Kubernets=Kubernetes', 'kubernets=Kubernetes'],
      allMeetings: true,
    });
    expect(texts()).toEqual([replaced, replaced]);
    await undo(context, undefined);
    expect(texts()).toEqual([original, original]);
  });

  it('changes nothing with --dry-run, when nothing is found, or when a person says no', async () => {
    const questions: string[] = [];
    const { context, texts } = home({ confirm: async (question) => questions.push(question) > 9 });
    await edit(context, undefined, { replace: ['kubernets=Kubernetes'], allMeetings: true, dryRun: true });
    expect(context.printed.out).toBe('Not done (--dry-run): would replace 6 places in 2 meetings.\n');
    context.printed.out = '';
    await edit(context, 'last', { replace: ['kubernet=x'] });
    expect(context.printed.out).toBe('Nothing was found that is to be replaced.\n');
    const many = { replace: ['no=yes', 'is=was', 'kubernets=x'], allMeetings: true };
    await expect(edit(context, undefined, many)).rejects.toThrow('was not confirmed; nothing was changed');
    expect(questions).toEqual(['Replace 12 places in 2 meetings?']);
    expect(texts()).toEqual([original, original]);
    await edit(context, undefined, { ...many, yes: true });
    expect(texts()[0]).toEqual(['X was x', 'yes X, yes kubernetsy']);
  });

  it('refuses flags that contradict each other', async () => {
    const { context } = home();
    await expect(edit(context, undefined, { replace: ['a=b'] })).rejects.toThrow('or --all-meetings');
    await expect(edit(context, 'last', { replace: ['a=b'], print: true })).rejects.toThrow(
      'cannot be used with --print',
    );
    await expect(edit(context, undefined, {})).rejects.toThrow('needs the id of one meeting');
    await expect(printLog(context, undefined, { edits: true })).rejects.toThrow('needs the id of a meeting');
  });
});
