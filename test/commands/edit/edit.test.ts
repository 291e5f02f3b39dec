import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EditOptions, edit, keptForm } from '../../../src/commands/edit/edit.js';
import { removeMeetings } from '../../../src/commands/meetings/rm.js';
import { undo } from '../../../src/commands/operations/undo.js';
import { loadMeeting } from '../../../src/store/completed-meetings.js';
import { openStore } from '../../../src/store/open-store.js';
import { listOperations } from '../../../src/store/operations.js';
import type { Store } from '../../../src/store/store.js';
import { createTestContext } from '../../command-context.js';
import { editable } from '../../store/editable.js';
import { at } from '../../store/fixture.js';

/** A home with one meeting of three turns. */
function homeWithMeeting(options: Parameters<typeof createTestContext>[0] = {}) {
  const context = createTestContext(options);
  onTestFinished(() => context.remove());
  const inStore = <T>(work: (store: Store) => T): T => {
    const store = openStore({ home: context.home, now: at(0) });
    try {
      return work(store);
    } finally {
      store.close();
    }
  };
  const { meetingId } = inStore((store) => editable(store));
  const meeting = () => inStore((store) => loadMeeting(store, meetingId));
  const texts = () => meeting().turns.map(({ clusterId, text }) => `${clusterId}: ${text}`);
  const file = join(context.home, 't.md');
  const printed = async () => {
    context.printed.out = '';
    await edit(context, 'last', { print: true });
    const { out } = context.printed;
    context.printed.out = '';
    return out;
  };
  const take = async (text: string, more: EditOptions = {}) => {
    writeFileSync(file, text);
    await edit(context, 'last', { from: file, ...more });
    return context.printed.out;
  };
  return { context, meetingId, inStore, meeting, texts, printed, take, file };
}

const better = (text: string) => text.replace('cuber netties', 'Kubernetes').replace('Speaker 2"', 'Ben"');

describe('scribe edit', () => {
  it('prints a form, and reads it back as one operation that can be undone', async () => {
    const { context, meeting, texts, printed, take, inStore } = homeWithMeeting();
    const before = meeting();
    const out = await take(
      better(await printed())
        .replace(/title: .*/, 'title: Retro')
        .replace(/date: .*/, 'date: 2025-12-24T14:30+01:00'),
    );
    expect(out).toBe(
      'Changed 1 passage, named 1 speaker, changed the title, changed the date; 1 transcript written again.\n',
    );
    expect(texts()[0]).toBe('S1: we use Kubernetes here');
    expect(meeting()).toMatchObject({
      title: 'Retro',
      recording: { recordedAt: '2025-12-24T13:30:00.000Z', dating: { source: 'option', zone: '+01:00' } },
      speakers: [{}, { clusterId: 'S2', displayName: 'Ben', source: 'named' }],
    });
    expect(inStore((store) => listOperations(store))).toMatchObject([
      { kind: 'edit', summary: expect.stringMatching(/^changed 1 passage, named 1 speaker.* in "Stand-up/) },
    ]);
    await undo(context, undefined);
    expect(meeting()).toEqual(before);
  });

  it('says a title and a date that a new recognition keeps', async () => {
    const { meetingId, inStore, printed, take } = homeWithMeeting();
    const text = (await printed())
      .replace(/title: .*/, 'title: Retro')
      .replace(/date: .*/, 'date: 2025-12-24');
    await take(text);
    const again = inStore((store) => editable(store, undefined, 'edits.ogg', [meetingId]).meetingId);
    expect(inStore((store) => loadMeeting(store, again))).toMatchObject({
      title: 'Retro',
      recording: { dating: { source: 'option', precision: 'day' } },
    });
    expect(inStore((store) => loadMeeting(store, again).recording.recordedAt)).toMatch(/^2025-12-2/);
  });

  it('only shows what would change', async () => {
    const { texts, printed, take } = homeWithMeeting();
    const before = texts();
    expect(await take(better(await printed()), { dryRun: true })).toBe(
      '00:00:01  "cuber netties" -> "Kubernetes"\nNot done (--dry-run): changed 1 passage, named 1 speaker.\n',
    );
    expect(texts()).toEqual(before);
  });

  it('says as JSON what it did', async () => {
    const { context, meetingId, printed, take } = homeWithMeeting({ json: true });
    const text = await printed();
    expect(JSON.parse(await take(better(text)))).toMatchObject({
      meetingId,
      dryRun: false,
      operation: 1,
      title: null,
      names: [{ clusterId: 'S2', name: 'Ben' }],
      records: [{ kind: 'text', start: 1.5, end: 2.5, after: { text: 'Kubernetes' } }],
    });
    context.printed.out = '';
    expect(JSON.parse(await take(await printed()))).toMatchObject({ operation: null, records: [] });
  });

  it('changes nothing when the text is wrong anywhere, or another program changed the same place', async () => {
    const { texts, printed, take, file } = homeWithMeeting();
    const text = await printed();
    const before = texts();
    await expect(take(better(text).replace('  S2: ', '  S9: '))).rejects.toThrow(
      `Reading ${file} failed, and nothing was changed; 1 mistake: line 6: there is no speaker S9.`,
    );
    expect(texts()).toEqual(before);
    await take(text.replace('we do use it', 'we did use it'));
    await expect(take(text.replace('we do use it', 'we will use it'))).rejects.toThrow(
      'this turn was changed in the store meanwhile',
    );
    await expect(take(text.replace(/date: .*/, 'date: 2027-01-01'))).rejects.toThrow('in the future');
    await expect(take(text.replace(/date: .*/, 'date: Monday'))).rejects.toThrow('not one in ISO 8601');
    expect(texts()[1]).toBe('S2: yes we did use it');
  });

  it('refuses flags that contradict each other, a file that is not there, and a machine without an editor', async () => {
    const { context } = homeWithMeeting();
    await expect(edit(context, 'last', { print: true, dryRun: true })).rejects.toThrow(
      '--print cannot be used',
    );
    await expect(edit(context, 'last', { from: '/nowhere/t.md' })).rejects.toThrow(
      'Reading /nowhere/t.md failed',
    );
    await expect(edit(context, 'last', {})).rejects.toThrow('neither VISUAL nor EDITOR');
  });
});

describe.skipIf(process.platform === 'win32')('an editor', () => {
  /** A script that is run as the editor. */
  const editorOf = (home: string, script: string) => {
    const path = join(home, 'an editor.sh');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return `'${path}' --wait`;
  };

  it('is given the text, and what it changed is taken over', async () => {
    const { context, texts, meetingId } = homeWithMeeting();
    const EDITOR = editorOf(context.home, `sed -i.bak 's/cuber netties/Kubernetes/' "$2"`);
    await edit({ ...context, environment: { EDITOR } }, 'last', {});
    expect(texts()[0]).toBe('S1: we use Kubernetes here');
    expect(existsSync(keptForm(context.home, meetingId))).toBe(false);
  });

  it('is opened again with the same text when there was a mistake, until it is mended', async () => {
    const { context, texts, meetingId } = homeWithMeeting();
    const kept = keptForm(context.home, meetingId);
    const wrong = editorOf(
      context.home,
      `sed -i.bak -e 's/cuber netties/Kubernetes/' -e 's/  S2: /  S9: /' "$2"`,
    );
    const questions: string[] = [];
    const asking = { ...context, confirm: async (question: string) => questions.push(question) < 2 };
    await expect(edit({ ...asking, environment: { VISUAL: wrong } }, 'last', {})).rejects.toThrow(
      `Reading ${kept} failed, and nothing was changed; 1 mistake: line 6`,
    );
    expect(questions).toEqual(['Open the text again?', 'Open the text again?']);
    expect(readFileSync(kept, 'utf8')).toContain('Kubernetes');
    const EDITOR = editorOf(context.home, `sed -i.bak 's/  S9: /  S2: /' "$2"`);
    await edit({ ...context, environment: { EDITOR } }, 'last', {});
    expect(context.printed.err).toContain(`The text that was kept in ${kept} is opened again`);
    expect(texts()[0]).toBe('S1: we use Kubernetes here');
    expect(existsSync(kept)).toBe(false);
  });

  it('that fails leaves the text where it is', async () => {
    const { context, texts, meetingId } = homeWithMeeting();
    const before = texts();
    const kept = keptForm(context.home, meetingId);
    for (const EDITOR of [editorOf(context.home, 'exit 3'), '/nowhere/editor'])
      await expect(edit({ ...context, environment: { EDITOR } }, 'last', {})).rejects.toThrow(
        /ended with status (3|127); nothing was changed/,
      );
    expect(existsSync(kept)).toBe(true);
    expect(texts()).toEqual(before);
    await removeMeetings(context, ['last'], { yes: true });
    expect(existsSync(kept)).toBe(false);
  });
});
