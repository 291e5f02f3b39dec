import { describe, expect, it } from 'vitest';
import { saveArtifacts } from '../../src/store/artifacts.js';
import { removeMeeting } from '../../src/store/meetings.js';
import type { Store } from '../../src/store/store.js';
import { at, begin, complete, enroll, makeRecording, newId, tempStore } from './fixture.js';

const companions = (store: Store): unknown =>
  JSON.parse(store.sql<{ list: string }>('SELECT companion_files AS list FROM files').get()!.list);

const entry = (meetingId: string, type: string, size = 321) => ({
  kind: 'artifact',
  type,
  key: `${meetingId}/${type}`,
  size,
  sha256: 'ab'.repeat(32),
});

describe('the companions of a file', () => {
  it('are none before anything is rendered', () => {
    const store = tempStore();
    begin(store, makeRecording('a.ogg'));
    expect(companions(store)).toEqual([]);
  });

  it('are what was rendered, by type, with keys and sizes', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    const save = (type: string, size: number) =>
      saveArtifacts(store, {
        meetingId,
        artifacts: [{ type, key: `${meetingId}/${type}`, size, sha256: 'ab'.repeat(32) }],
        newId,
        now: at(5),
      });
    save('transcript.json', 7);
    save('transcript.md', 9);
    const rest = [entry(meetingId, 'transcript.md', 9), entry(meetingId, 'transcript.vtt')];
    expect(companions(store)).toEqual([entry(meetingId, 'transcript.json', 7), ...rest]);
    store.sql("DELETE FROM artifacts WHERE type = 'transcript.json'").run();
    expect(companions(store)).toEqual(rest);
  });

  it('are those of the newest meeting, and those of the older one when that is gone', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const old = complete(store, makeRecording('a.ogg'), maya, { minute: 1 });
    const fresh = complete(store, makeRecording('a.ogg'), maya, { minute: 9 });
    const both = (id: string) => [entry(id, 'transcript.md'), entry(id, 'transcript.vtt')];
    expect(companions(store)).toEqual(both(fresh.meetingId));
    removeMeeting(store, fresh.meetingId);
    expect(companions(store)).toEqual(both(old.meetingId));
  });

  it('stay beside others that were put there', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    store.sql(`UPDATE files SET companion_files = '[{"kind":"sidecar","name":"a.meta.yaml"}]'`).run();
    store.sql("UPDATE artifacts SET size = 5 WHERE type = 'transcript.vtt'").run();
    expect(companions(store)).toEqual([
      { kind: 'sidecar', name: 'a.meta.yaml' },
      entry(meetingId, 'transcript.md'),
      entry(meetingId, 'transcript.vtt', 5),
    ]);
  });

  it('do not change when the same files are written again', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    store.db.exec(
      `CREATE TEMP TRIGGER seen AFTER UPDATE ON main.files BEGIN SELECT RAISE(ABORT, 'the file was changed'); END`,
    );
    const artifacts = ['transcript.md'].map((type) => ({
      type,
      key: `${meetingId}/${type}`,
      size: 321,
      sha256: 'ab'.repeat(32),
    }));
    expect(() => saveArtifacts(store, { meetingId, artifacts, newId, now: at(6) })).not.toThrow();
  });
});
