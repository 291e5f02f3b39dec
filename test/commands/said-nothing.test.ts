import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { CommandContext } from '../../src/context.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import { openStore } from '../../src/store/open-store.js';
import { createTestContext } from '../command-context.js';
import { at, begin, enroll, makeMeeting, makeRecording, newId, tempFolder } from '../store/fixture.js';

/** A word that was said, a title and a name: none of them may be in what a command says when it fails. */
const canaries = /zanzibar|quixotic|wilhelmina/i;

/** Two meetings of one title, and a folder outside of the store. */
function setUp() {
  const context = createTestContext();
  onTestFinished(() => context.remove());
  const store = openStore({ home: context.home, now: at(0) });
  const person = enroll(store, 'Wilhelmina');
  const ids = ['a.ogg', 'b.ogg'].map((name, i) => {
    const recording = makeRecording(name);
    const begun = begin(store, recording, i);
    const made = makeMeeting(recording, person, begun.meetingId);
    const turns = made.turns.map((turn) => ({ ...turn, text: `The zanzibar plan. ${turn.text}` }));
    const meeting = { ...made, title: 'Quixotic merger', turns };
    completeMeeting(store, { ...begun, meeting, style: 'verbatim', replaces: [], newId, now: at(i + 1) });
    return begun.meetingId;
  });
  store.close();
  const folder = tempFolder();
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return { context, ids, folder, file };
}

type Attempt = (
  context: CommandContext,
  given: Omit<ReturnType<typeof setUp>, 'context'>,
) => Promise<unknown>;

const attempts: Readonly<Record<string, Attempt>> = {
  'a reference that fits two meetings': async (context) =>
    (await import('../../src/commands/meetings/show.js')).showMeeting(context, 'merger'),
  'a speaker who is not there': async (context, { ids }) =>
    (await import('../../src/commands/meetings/name.js')).nameCluster(context, ids[0], 'S9', 'Tom', {}),
  'a voice that is not there': async (context, { ids }) =>
    (await import('../../src/commands/speakers/enroll.js')).enrollSpeaker(context, 'Tom', [], {
      fromMeeting: [`${ids[0]}:S9`],
      consent: true,
    } as never),
  'speakers that are one': async (context, { ids }) =>
    (await import('../../src/commands/meetings/merge.js')).mergeSpeakers(context, ids[0], 'S1', 'S1'),
  'a division that leaves nothing': async (context, { ids }) =>
    (await import('../../src/commands/meetings/split.js')).splitSpeaker(context, ids[0], 'S1', {
      at: '9:59:59',
    } as never),
  'a translation that is not there': async (context, { ids }) =>
    (await import('../../src/commands/transcript/transcript.js')).printTranscript(context, ids[0], {
      format: 'md',
      translated: true,
    }),
  'a template that fails over the words': async (context, { ids, file }) =>
    (await import('../../src/commands/transcript/transcript.js')).printTranscript(context, ids[0], {
      format: 'md',
      template: file('bad.eta', '<% for (const turn of it.turns) { %><%= turn.text.missing.more %><% } %>'),
    }),
  'an edited form that does not fit': async (context, { ids, file }) =>
    (await import('../../src/commands/edit/edit.js')).edit(context, ids[0], {
      from: file('form.md', 'no form of scribe'),
    }),
  'tracks of a recording that is gone': async (context, { ids, folder }) =>
    (await import('../../src/commands/tracks/tracks.js')).writeTracks(context, ids[0], { out: folder }),
  'a server that is not there': async (context) =>
    (await import('../../src/commands/export/postgres.js')).exportPostgres(context, {
      target: 'core',
      url: 'postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2',
    }),
  'a folder that cannot be written': async (context, { file }) =>
    (await import('../../src/commands/export/artifacts.js')).exportArtifacts(context, {
      to: join(file('plain', ''), 'below'),
    }),
  'a backup into no folder': async (context, { folder }) =>
    (await import('../../src/commands/store/backup.js')).backupStore(context, join(folder, 'no', 'b.db'), {}),
};

it.each(Object.entries(attempts))('says nothing of a meeting: %s', async (_what, attempt) => {
  const { context, ...given } = setUp();
  const failure = await attempt(context, given).then(
    () => null,
    (thrown: Error & { hint?: string }) => thrown,
  );
  expect(failure).toBeInstanceOf(Error);
  const told = [failure?.message, failure?.hint, context.printed.err].join('\n');
  expect(told).not.toMatch(canaries);
});
