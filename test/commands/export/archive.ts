import { join } from 'node:path';
import type { ArtifactFlags } from '../../../src/commands/export/artifacts.js';
import { exportArtifacts } from '../../../src/commands/export/artifacts.js';
import { openStore } from '../../../src/store/open-store.js';
import type { Store } from '../../../src/store/store.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, tempFolder } from '../../store/fixture.js';

/** A store with meetings in which Maya speaks, and a way to export them. */
export function makeArchive(names: readonly string[] = ['standup.ogg', 'retro.ogg']) {
  const home = join(tempFolder(), 'home');
  const withStore = <T>(work: (store: Store) => T): T => {
    const store = openStore({ home, now: at(0) });
    try {
      return work(store);
    } finally {
      store.close();
    }
  };
  const { maya, meetingIds } = withStore((store) => {
    const person = enroll(store, 'Maya');
    const ids = names.map(
      (name, i) => complete(store, makeRecording(name), person, { minute: 3 * i }).meetingId,
    );
    return { maya: person, meetingIds: ids };
  });
  /** Runs the command. @returns the events, or what it printed. */
  const send = async (to: string, flags: Omit<ArtifactFlags, 'to'> = {}, environment = {}) => {
    const context = { ...createTestContext({ home, json: true }), environment };
    await exportArtifacts(context, { to, ...flags });
    const events = context.printed.out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return { events, summary: events.at(-1), err: context.printed.err };
  };
  return { home, withStore, maya, meetingIds, send };
}
