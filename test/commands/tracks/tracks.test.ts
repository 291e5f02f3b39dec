import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeTracks } from '../../../src/commands/tracks/tracks.js';
import { openStore } from '../../../src/store/open-store.js';
import { ffmpeg, makeMedia } from '../../audio/media.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording } from '../../store/fixture.js';

/** A stored meeting of Maya and a speaker without a name, and its recording: thirteen seconds of a tone. */
function meetingOf(options: { files?: boolean; json?: boolean } = {}) {
  const context = createTestContext({ json: options.json ?? false });
  onTestFinished(() => context.remove());
  const path = join(context.home, 'call.wav');
  makeMedia('-f', 'lavfi', '-i', 'sine=frequency=400:duration=13:sample_rate=16000', path);
  const store = openStore({ home: context.home, now: at(0) });
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const { fingerprint, tracks } = makeRecording('call.wav');
  const recording = makeRecording('call.wav', {
    path,
    fingerprint: { ...fingerprint, sha256 },
    tracks: options.files ? tracks : [],
  });
  const { meetingId } = complete(store, recording, enroll(store, 'Maya / "M"'));
  store.close();
  return { context, path, meetingId, out: join(context.home, 'tracks') };
}

/** The loudest sample between two moments. */
function loudest(path: string, from: number, to: number): number {
  const cut = ['-ss', String(from), '-to', String(to), '-f', 's16le', '-'];
  const bytes = execFileSync(ffmpeg, ['-v', 'error', '-i', path, ...cut]);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)).reduce(
    (most, sample) => Math.max(most, sample),
    0,
  );
}

it('each person is heard in a file of their own, at their times', async () => {
  const { context, out, meetingId } = meetingOf({ json: true });
  await writeTracks(context, 'last', { out });
  const printed = JSON.parse(context.printed.out);
  expect(printed).toMatchObject({
    meetingId,
    tracks: [{ name: 'Maya / "M"' }, { name: 'Speaker 2', path: join(out, 'Speaker 2.flac'), seconds: 3.5 }],
  });
  const maya: string = printed.tracks[0].path;
  expect(readdirSync(out)).toHaveLength(2);
  expect([loudest(maya, 4.1, 9.2) > 1000, loudest(maya, 9.4, 13)]).toEqual([true, 0]);
  const other = join(out, 'Speaker 2.flac');
  expect([loudest(other, 0, 8.4), loudest(other, 8.6, 11.9) > 1000, loudest(other, 12.1, 13)]).toEqual([
    0,
    true,
    0,
  ]);
});

it('a file that is there is replaced with --force only', async () => {
  const { context, out } = meetingOf();
  await writeTracks(context, 'last', { out });
  const file = join(out, 'Speaker 2.flac');
  writeFileSync(file, 'mine');
  await expect(writeTracks(context, 'last', { out })).rejects.toThrow(/exists already/);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  await writeTracks(context, 'last', { out, force: true });
  expect(statSync(file).size).toBeGreaterThan(1000);
});

it('a recording that is gone, or is another one by now, is said, and nothing is written', async () => {
  const { context, out, path } = meetingOf();
  makeMedia('-f', 'lavfi', '-i', 'sine=frequency=900:duration=13:sample_rate=16000', path);
  await expect(writeTracks(context, 'last', { out })).rejects.toThrow(/another file than the one/);
  expect(readdirSync(out)).toEqual([]);
  rmSync(path);
  await expect(writeTracks(context, 'last', { out })).rejects.toThrow(/not there any longer/);
});

it('files that are tracks already are named', async () => {
  const { context, out } = meetingOf({ files: true });
  await expect(writeTracks(context, 'last', { out })).rejects.toMatchObject({
    hint: 'They are first.ogg, second.ogg.',
  });
  expect(existsSync(out)).toBe(false);
});
