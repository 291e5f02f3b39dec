import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportArtifacts } from '../../../src/commands/export/artifacts.js';
import { showMeeting } from '../../../src/commands/meetings/show.js';
import { openPage } from '../../../src/commands/open/open.js';
import { backupStore } from '../../../src/commands/store/backup.js';
import { checkTheStore } from '../../../src/commands/store/check.js';
import { diffStores } from '../../../src/commands/store/diff.js';
import { showStore } from '../../../src/commands/store/info.js';
import { decryptStore, encryptStore, rekeyStore } from '../../../src/commands/store/reseal.js';
import { printTranscript } from '../../../src/commands/transcript/transcript.js';
import { withStore } from '../../../src/commands/with-store.js';
import { oweAllRenderings } from '../../../src/store/artifacts.js';
import { openStore } from '../../../src/store/open-store.js';
import { createTestContext } from '../../command-context.js';
import { canEncrypt } from '../../store/engine.js';
import { at, complete, enroll, makeRecording, tempFolder } from '../../store/fixture.js';

const passphrase = 'correct horse battery';

/** A plain store with one meeting and its rendered files. */
async function setUp() {
  const plain = createTestContext();
  onTestFinished(() => plain.remove());
  const { home } = plain;
  const store = openStore({ home, now: at(0) });
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  oweAllRenderings(store, []);
  store.close();
  await withStore(plain, () => {});
  const keyFile = join(tempFolder(), 'scribe.key');
  const context = (options: Parameters<typeof createTestContext>[0] = {}) =>
    createTestContext({ home, json: true, ...options });
  const withFile = (file = keyFile) => context({ flags: { keyFile: file } });
  return { home, meetingId, keyFile, context, withFile, files: () => readdirSync(join(home, 'artifacts')) };
}

describe.skipIf(!canEncrypt)('scribe store encrypt', () => {
  it('makes a key file, keeps no rendered files, and every command works with the key', async () => {
    const { home, meetingId, keyFile, context, withFile, files } = await setUp();
    expect(files()).toEqual([meetingId]);
    const encrypting = withFile();
    await encryptStore(encrypting);
    expect(JSON.parse(encrypting.printed.out)).toMatchObject({ encryptedWith: 'key file', keyFile });
    const secret = readFileSync(keyFile, 'utf8').trim();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    if (process.platform !== 'win32') expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(encrypting.printed.out + encrypting.printed.err).not.toContain(secret);
    expect(files()).toEqual([]);

    const used = withFile();
    await printTranscript(used, meetingId, { format: 'txt' });
    await showMeeting(used, meetingId);
    await showStore(used);
    expect(used.printed.out).toContain('Good morning.');
    expect(used.printed.out).toContain('"artifacts": []');
    expect(used.printed.out).toContain('"encryptedWith": "key file"');
    expect(used.printed.out).not.toContain(secret);
    expect(await checkTheStore(withFile(), {})).toBe(0);
    await expect(openPage(withFile(), meetingId, {})).rejects.toMatchObject({ code: 'USAGE' });
    const backup = join(tempFolder(), 'backup.db');
    await backupStore(withFile(), backup, {});
    expect(await diffStores(withFile(), backup)).toBe(0);
    expect(files()).toEqual([]);
    await expect(showMeeting(context(), meetingId)).rejects.toThrow(/there is no key/);

    // A file that lies there all the same is a finding.
    mkdirSync(join(home, 'artifacts', meetingId));
    expect(await checkTheStore(withFile(), {})).toBe(5);
  });

  it('makes a store that is encrypted from the beginning', async () => {
    const empty = createTestContext({ flags: { keyFile: join(tempFolder(), 'scribe.key') } });
    onTestFinished(() => empty.remove());
    await encryptStore(empty);
    const path = join(empty.home, 'scribe.db');
    expect(empty.printed.out).toContain(`${path} is encrypted with a key file.`);
    expect(readFileSync(path).toString('latin1')).not.toContain('SQLite format');
    await withStore(empty, () => {});
  });

  it('sends the same bytes elsewhere as a plain store', async () => {
    const { meetingId, withFile, home } = await setUp();
    const before = readFileSync(join(home, 'artifacts', meetingId, 'transcript.md'));
    await encryptStore(withFile());
    const to = join(tempFolder(), 'out');
    await exportArtifacts(withFile(), { to });
    expect(readFileSync(join(to, meetingId, 'transcript.md'))).toEqual(before);
  });

  it('takes a passphrase that is asked for twice, changes it, and takes it off', async () => {
    const { context, files, meetingId } = await setUp();
    const asking = (...answers: readonly string[]) => {
      const left = [...answers];
      return context({ askSecret: async () => left.shift() ?? '' });
    };
    await expect(encryptStore(asking(passphrase, 'correct horse batteries'))).rejects.toThrow(/not the same/);
    await expect(encryptStore(asking('too short', 'too short'))).rejects.toThrow(/less than 12 characters/);
    await expect(encryptStore(context())).rejects.toThrow(/no terminal to ask on/);
    await encryptStore(asking(passphrase, passphrase));
    await rekeyStore(
      context({ secrets: { SCRIBE_PASSPHRASE: passphrase, SCRIBE_NEW_PASSPHRASE: `${passphrase} 2` } }),
      {},
    );
    await expect(showStore(asking(passphrase))).rejects.toThrow(/the passphrase does not open it/);
    await decryptStore(asking(`${passphrase} 2`));
    expect(files()).toEqual([meetingId]);
    expect(await checkTheStore(context(), {})).toBe(0);
  });

  it('refuses what is no key, or lies where it protects nothing', async () => {
    const { home, keyFile, withFile } = await setUp();
    await expect(encryptStore(withFile(join(home, 'key')))).rejects.toThrow(/in the folder of the store/);
    expect(existsSync(join(home, 'key'))).toBe(false);
    await expect(showStore(withFile())).rejects.toThrow(/there is no such file/);
    writeFileSync(keyFile, 'secret', { mode: 0o600 });
    await expect(encryptStore(withFile())).rejects.toThrow(/64 hexadecimal digits/);
    writeFileSync(keyFile, 'ab'.repeat(32));
    chmodSync(keyFile, 0o644);
    if (process.platform !== 'win32')
      await expect(encryptStore(withFile())).rejects.toThrow(/others can read it/);
  });

  it('says when a store already is, or is not, encrypted', async () => {
    const { context, withFile } = await setUp();
    await expect(decryptStore(context())).rejects.toThrow(/it is not encrypted/);
    await expect(rekeyStore(context(), {})).rejects.toThrow(/it is not encrypted/);
    await encryptStore(withFile());
    await expect(encryptStore(withFile())).rejects.toThrow(/it is encrypted/);
  });
});
