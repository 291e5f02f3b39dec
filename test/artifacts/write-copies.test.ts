import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { copyWarnings } from '../../src/artifacts/describe-copies.js';
import { payDebt, type RenderContext } from '../../src/artifacts/pay-debt.js';
import { payDebts } from '../../src/artifacts/pay-debts.js';
import { outputError, writeFiles } from '../../src/artifacts/staging.js';
import { writeOut } from '../../src/artifacts/write-copies.js';
import { formatsByDefault } from '../../src/domain/format-names.js';
import { renderArtifact } from '../../src/render/formats.js';
import { resolveSettings } from '../../src/settings/resolve.js';
import { listRenderDebts } from '../../src/store/artifacts.js';
import { removeMeeting } from '../../src/store/meetings.js';
import { renameProfile } from '../../src/store/profiles.js';
import { listCopies } from '../../src/store/transcript-copies.js';
import { at, complete, enroll, makeRecording, newId, tempFolder, tempStore } from '../store/fixture.js';

vi.mock('../../src/render/formats.js', { spy: true });
vi.mock('../../src/artifacts/staging.js', { spy: true });

const kinds = ['transcript.json', 'transcript.md', 'transcript.srt', 'transcript.txt', 'transcript.vtt'];
const posix = process.platform !== 'win32';

/** A store with a meeting in which Maya speaks, and ways to copy it and to rename her. */
async function prepare() {
  const store = tempStore();
  const out = join(tempFolder(), 'out');
  const maya = enroll(store, 'Maya');
  const context = {
    settings: resolveSettings({ flags: {}, environment: {}, file: null }),
    folders: { home: store.home, cache: '', models: '', configFile: '' },
    newId,
    now: () => at(40),
    err: { write: () => true },
  } as unknown as RenderContext;
  let minute = 1;
  const meet = (content: string, replaces: readonly string[] = []) => {
    const recording = makeRecording('talk.ogg');
    const fingerprint = {
      ...recording.fingerprint,
      sha256: content.repeat(64),
      contentFp: content.repeat(64),
    };
    minute += 3;
    return complete(store, { ...recording, fingerprint }, maya, { minute, replaces }).meetingId;
  };
  const copy = (meetingId: string, outDir = out, style: 'verbatim' | 'clean' = 'verbatim') =>
    writeOut(store, meetingId, { outDir, fileName: 'talk.ogg', style, formats: formatsByDefault }, context);
  const rename = async (displayName: string) => {
    renameProfile(store, { profileId: maya.id, displayName, now: at(30) });
    return (await payDebts(store, context)).copies;
  };
  const read = (...names: string[]) => readFileSync(join(out, ...names), 'utf8');
  const id = meet('a');
  await payDebts(store, context);
  return { store, out, context, id, meet, copy, rename, read };
}

describe('--out', () => {
  it('writes all files into a folder of the name of the recording, and settles what it owes', async () => {
    const { store, out, id, copy } = await prepare();
    const report = await copy(id);
    expect(report).toMatchObject({ folder: join(out, 'talk'), written: 5, kept: [], problem: null });
    expect([...report.current].sort()).toEqual(kinds.map((kind) => join(out, 'talk', kind)));
    expect(readdirSync(out)).toEqual(['talk']);
    expect(readdirSync(join(out, 'talk')).sort()).toEqual(kinds);
    expect(listRenderDebts(store)).toEqual([]);
    expect((await copy(id)).written).toBe(0);
  });

  it('has the bytes of the store, rendered once, unless the meeting has changed since', async () => {
    const { store, out, context, meet, rename, read } = await prepare();
    const asked = {
      outDir: out,
      fileName: 'talk.ogg',
      style: 'verbatim',
      formats: formatsByDefault,
    } as const;
    const meetingId = meet('b');
    vi.mocked(renderArtifact).mockClear();
    const { rendering } = (await payDebt(store, meetingId, context))!;
    await writeOut(store, meetingId, { ...asked, rendering }, context);
    expect(renderArtifact).toHaveBeenCalledTimes(formatsByDefault.length);
    expect(read('talk', 'transcript.md')).toContain('**Maya:**');

    await rename('Maya Lind');
    rmSync(join(out, 'talk'), { recursive: true });
    await writeOut(store, meetingId, { ...asked, rendering }, context);
    expect(read('talk', 'transcript.md')).toContain('**Maya Lind:**');
  });

  it('has the formats that were asked for, keeps those that are there already, and adds what is asked for later', async () => {
    const { store, context, out, id, rename, read } = await prepare();
    const asked = { outDir: out, fileName: 'talk.ogg', style: 'verbatim' } as const;
    await writeOut(store, id, { ...asked, formats: ['md'] }, context);
    expect(readdirSync(join(out, 'talk'))).toEqual(['transcript.md']);
    await rename('Maya Lind');
    expect(readdirSync(join(out, 'talk'))).toEqual(['transcript.md']);
    await writeOut(store, id, { ...asked, formats: ['txt'] }, context);
    expect(readdirSync(join(out, 'talk'))).toEqual(['transcript.md', 'transcript.txt']);
    await rename('Maya Berg');
    expect([read('talk', 'transcript.md'), read('talk', 'transcript.txt')].join()).not.toContain('Maya Lind');
  });

  it('takes the folder that is its own, and another one for another recording of that name', async () => {
    const { out, meet, copy } = await prepare();
    const [a, b, c] = ['b', 'c', 'd'].map((content) => meet(content));
    const folders: string[] = [];
    for (const id of [a, b, a, c, b]) folders.push((await copy(id)).folder);
    expect(folders).toEqual(['talk', 'talk-2', 'talk', 'talk-3', 'talk-2'].map((name) => join(out, name)));
    expect(readdirSync(out).sort()).toEqual(['talk', 'talk-2', 'talk-3']);
  });

  it('takes none that holds something else', async () => {
    const { out, id, copy } = await prepare();
    mkdirSync(join(out, 'talk'), { recursive: true });
    writeFileSync(join(out, 'talk', 'notes.txt'), 'mine');
    writeFileSync(join(out, 'talk-2'), 'a file');
    mkdirSync(join(out, 'talk-3'));
    writeFileSync(join(out, 'talk-3', 'transcript.json'), '{"format":');
    mkdirSync(join(out, 'talk-4'));
    // The fourth is empty, and taken.
    expect((await copy(id)).folder).toBe(join(out, 'talk-4'));
    expect(readdirSync(join(out, 'talk'))).toEqual(['notes.txt']);
    expect(readFileSync(join(out, 'talk-2'), 'utf8')).toBe('a file');
  });

  it('gives every recording one folder when many of one name come at once', async () => {
    const { out, meet, copy } = await prepare();
    const ids = ['b', 'c', 'd', 'e', 'f'].map((content) => meet(content));
    const folders = (await Promise.all([...ids, ...ids].map((id) => copy(id)))).map(({ folder }) => folder);
    expect(folders.slice(0, 5)).toEqual(folders.slice(5));
    expect(readdirSync(out).sort()).toEqual(['talk', 'talk-2', 'talk-3', 'talk-4', 'talk-5']);
  });

  it('finds its folder again when its transcript.json was deleted, and makes what is missing', async () => {
    const { out, id, copy } = await prepare();
    await copy(id);
    rmSync(join(out, 'talk', 'transcript.json'));
    expect(await copy(id)).toMatchObject({ folder: join(out, 'talk'), written: 1 });
    rmSync(join(out, 'talk'), { recursive: true });
    expect(await copy(id)).toMatchObject({ folder: join(out, 'talk'), written: 5 });
  });

  it('keeps a file that a person has corrected, and writes beside it', async () => {
    const { out, id, copy, read } = await prepare();
    await copy(id);
    writeFileSync(join(out, 'talk', 'transcript.md'), 'corrected');
    const report = await copy(id);
    const [path, beside] = ['transcript.md', 'transcript.new.md'].map((name) => join(out, 'talk', name));
    expect(report.kept).toEqual([{ path, beside }]);
    expect(report.current).toContain(beside);
    expect(copyWarnings([report])[0]).toContain(`${path} was changed by hand and is kept as it is`);
    expect(read('talk', 'transcript.md')).toBe('corrected');
    expect(read('talk', 'transcript.new.md')).toContain('Maya');
    expect(readdirSync(join(out, 'talk'))).toHaveLength(6);
  });

  it('keeps what it finds in the folder of a recording that the store does not remember', async () => {
    const { out, id, meet, copy, store, read } = await prepare();
    await copy(id);
    removeMeeting(store, id);
    writeFileSync(join(out, 'talk', 'transcript.txt'), 'corrected');
    // The others have bytes that scribe wrote once, and are ours (the SRT is the same in both meetings).
    expect(await copy(meet('a'))).toMatchObject({ written: 4, kept: [{}] });
    expect(read('talk', 'transcript.txt')).toBe('corrected');
    expect(readdirSync(join(out, 'talk')).sort()).toEqual([...kinds, 'transcript.new.txt'].sort());
  });

  it.runIf(posix)('never writes through a link, nor waits for a FIFO', async () => {
    const { out, id, copy } = await prepare();
    await copy(id);
    const note = join(tempFolder(), 'note.md');
    renameSync(join(out, 'talk', 'transcript.md'), note);
    symlinkSync(note, join(out, 'talk', 'transcript.md'));
    const before = readFileSync(note, 'utf8');
    expect((await copy(id)).kept).toHaveLength(1);
    expect(readFileSync(note, 'utf8')).toBe(before);
    expect(lstatSync(join(out, 'talk', 'transcript.md')).isSymbolicLink()).toBe(true);
    for (const name of ['transcript.json', 'transcript.vtt']) {
      rmSync(join(out, 'talk', name));
      execFileSync('mkfifo', [join(out, 'talk', name)]);
    }
    expect((await copy(id)).kept).toHaveLength(3);
  });

  it('makes a folder that is readable by whoever may read the folder around it', async () => {
    const { out, id, copy } = await prepare();
    const { folder } = await copy(id);
    mkdirSync(join(out, 'plain'));
    expect(statSync(folder).mode).toBe(statSync(join(out, 'plain')).mode);
  });

  it('that cannot be written says so, and is not remembered', async () => {
    const { store, out, id, copy } = await prepare();
    writeFileSync(out, '');
    await expect(copy(id)).rejects.toMatchObject({ code: 'OUTPUT', message: expect.stringContaining(out) });
    expect(listCopies(store, id)).toEqual([]);
  });
});

describe('copies, when a name changes,', () => {
  it('are written again wherever they are, in their style', async () => {
    const { out, id, copy, rename, read } = await prepare();
    await copy(id);
    await copy(id, join(out, 'clean'), 'clean');
    const reports = await rename('Maia');
    expect(reports.map(({ folder, written }) => [folder, written])).toEqual([
      [join(out, 'clean', 'talk'), 5],
      [join(out, 'talk'), 5],
    ]);
    expect(read('talk', 'transcript.txt')).toContain('Maia');
    expect(read('clean', 'talk', 'transcript.srt')).toContain('Maia');
  });

  it('that a person has changed are kept, and the new one beside them follows every change', async () => {
    const { out, id, copy, rename, read } = await prepare();
    await copy(id);
    writeFileSync(join(out, 'talk', 'transcript.md'), 'corrected');
    await rename('Maia');
    expect(read('talk', 'transcript.new.md')).toContain('Maia');
    await rename('Maja');
    expect(read('talk', 'transcript.md')).toBe('corrected');
    expect(read('talk', 'transcript.new.md')).toContain('Maja');
    expect(readdirSync(join(out, 'talk'))).toHaveLength(6);
    // The one beside is changed as well: another one.
    writeFileSync(join(out, 'talk', 'transcript.new.md'), 'corrected too');
    const [report] = await rename('Mia');
    expect(report.kept).toHaveLength(2);
    expect(read('talk', 'transcript.new.md')).toBe('corrected too');
    expect(read('talk', 'transcript.new-2.md')).toContain('Mia');
  });

  it('are ours again when the person takes the new one', async () => {
    const { out, id, copy, rename, read } = await prepare();
    await copy(id);
    writeFileSync(join(out, 'talk', 'transcript.md'), 'corrected');
    await rename('Maia');
    renameSync(join(out, 'talk', 'transcript.new.md'), join(out, 'talk', 'transcript.md'));
    expect((await rename('Maja'))[0].kept).toEqual([]);
    expect(read('talk', 'transcript.md')).toContain('Maja');
    expect(readdirSync(join(out, 'talk')).sort()).toEqual(kinds);
  });

  it('that were deleted or moved are not made again', async () => {
    const { out, id, copy, rename } = await prepare();
    await copy(id);
    rmSync(join(out, 'talk', 'transcript.vtt'));
    const [one] = await rename('Maia');
    expect(one).toMatchObject({ written: 4, missing: [join(out, 'talk', 'transcript.vtt')] });
    expect(copyWarnings([one])).toEqual([
      `1 file in ${join(out, 'talk')} is missing and not made again; what was moved elsewhere is out of date.`,
    ]);
    renameSync(join(out, 'talk'), join(out, 'elsewhere'));
    const [all] = await rename('Maja');
    expect(all).toMatchObject({ written: 0, missing: [join(out, 'talk')] });
    expect(readdirSync(out)).toEqual(['elsewhere']);
  });

  it('for which there was no room stay owed; those that may not be written wait for the next change', async () => {
    const { store, context, out, id, copy, rename, read } = await prepare();
    await copy(id);
    const staging = await vi.importActual<typeof import('../../src/artifacts/staging.js')>(
      '../../src/artifacts/staging.js',
    );
    const fail = (code: string) =>
      vi.mocked(writeFiles).mockImplementation(async (folder, ...rest) => {
        if (folder.startsWith(out)) throw outputError(folder, Object.assign(new Error(code), { code }));
        return staging.writeFiles(folder, ...rest);
      });
    fail('EACCES');
    expect((await rename('Maia'))[0].problem).toContain('permission denied');
    expect(listRenderDebts(store)).toEqual([]);
    fail('ENOSPC');
    expect((await rename('Maja'))[0].problem).toContain('the disk is full');
    expect(listRenderDebts(store)).toHaveLength(1);
    vi.mocked(writeFiles).mockImplementation(staging.writeFiles);
    expect((await payDebts(store, context)).copies[0]).toMatchObject({ written: 5, problem: null });
    expect(read('talk', 'transcript.txt')).toContain('Maja: ');
    expect(listRenderDebts(store)).toEqual([]);
  });

  it('in whose place a folder stands are kept like changed ones, and nothing else fails', async () => {
    const { store, out, id, copy, rename } = await prepare();
    await copy(id);
    rmSync(join(out, 'talk', 'transcript.md'));
    mkdirSync(join(out, 'talk', 'transcript.md'));
    const [report] = await rename('Maia');
    expect(report.kept).toHaveLength(1);
    expect(listRenderDebts(store)).toEqual([]);
  });

  it('have the last name, however the copying and a rename meet', async () => {
    const { store, out, context, id, copy, rename } = await prepare();
    for (let ticks = 0; ticks < 40; ticks += 4) {
      const name = `Maya ${ticks}`;
      const copying = copy(id, join(out, `${ticks}`));
      for (let i = 0; i < ticks; i++) await new Promise(setImmediate);
      await Promise.all([copying, rename(name)]);
      await payDebts(store, context);
      const text = readFileSync(join(out, `${ticks}`, 'talk', 'transcript.txt'), 'utf8');
      expect(text, `after ${ticks} ticks`).toContain(`${name}: `);
    }
  });

  it.runIf(posix)('are found where they are, when --out was a link that leads elsewhere now', async () => {
    const { out, id, copy, rename } = await prepare();
    const [first, second, link] = ['first', 'second', 'link'].map((name) => join(out, name));
    for (const folder of [first, second]) mkdirSync(folder, { recursive: true });
    symlinkSync(first, link);
    expect((await copy(id, link)).folder).toBe(join(first, 'talk'));
    rmSync(link);
    symlinkSync(second, link);
    expect((await rename('Maia'))[0]).toMatchObject({ folder: join(first, 'talk'), written: 5 });
    expect(readdirSync(second)).toEqual([]);
  });

  it('go over to the meeting that takes the place of theirs, and are forgotten with it', async () => {
    const { store, out, id, meet, copy, rename, read } = await prepare();
    await copy(id);
    const next = meet('a', [id]);
    await rename('Maia');
    expect(listCopies(store, next).map(({ folder }) => folder)).toEqual([join(out, 'talk')]);
    expect(read('talk', 'transcript.txt')).toContain('Maia');
    removeMeeting(store, next);
    expect(store.sql('SELECT * FROM transcript_copies').all()).toEqual([]);
    expect(store.sql('SELECT * FROM transcript_copy_files').all()).toEqual([]);
    expect(existsSync(join(out, 'talk'))).toBe(true);
  });
});
