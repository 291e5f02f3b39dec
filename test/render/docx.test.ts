import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { renderDocx } from '../../src/render/docx.js';
import { meeting, speaker, turn, wildMeeting, words } from './meetings.js';
import { hasPython, readWithPython } from './read-with-python.js';

const odd = meeting(
  [turn('S1', words('<b> & "c" =1+1', 3725)), turn('S2', words('Yes.', 3730))],
  [speaker('S1', `<Maya>\n"M" & 'L'`)],
);

it('the same meeting gives the same bytes, whenever it is written', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-02T03:04:06Z') });
  const first = await renderDocx(odd);
  vi.setSystemTime(new Date('2031-06-07T08:09:10Z'));
  expect(Buffer.compare(await renderDocx(odd), first)).toBe(0);
  vi.useRealTimers();
  expect(Buffer.compare(await renderDocx({ ...odd, title: 'Another' }), first)).not.toBe(0);
});

/** Every part is XML, and the dates of the parts are what they are to be. */
const program = `import zipfile
import xml.etree.ElementTree as E
w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
archive = zipfile.ZipFile(path)
assert archive.testzip() is None
parts = {name: E.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
def text(p):
  return "".join("\\t" if t.tag == w + "tab" else t.text or "" for t in p.iter() if t.tag in (w + "t", w + "tab"))
print(json.dumps({
  "paragraphs": [text(p) for p in parts["word/document.xml"].iter(w + "p")],
  "core": {e.tag.split("}")[1]: e.text for e in parts["docProps/core.xml"]},
}))`;

describe.runIf(hasPython('zipfile'))('its parts', () => {
  const read = async (of: Parameters<typeof renderDocx>[0]) =>
    readWithPython(await renderDocx(of), program) as { paragraphs: string[]; core: Record<string, string> };

  it('say what was said, and have no date but that of the recording', async () => {
    const { paragraphs, core } = await read(odd);
    expect(paragraphs).toEqual([
      'Weekly',
      '2026-03-04T10:00:00.000Z · 00:01:15 · weekly.ogg',
      `01:02:05\t<Maya> "M" & 'L': <b> & "c" =1+1`,
      '01:02:10\tSpeaker 2: Yes.',
      'meeting 01a21a5c-6bc5-71b8-8d42-6ddeb0a16562',
    ]);
    expect(core).toMatchObject({
      title: 'Weekly',
      creator: 'scribe',
      created: '2026-03-04T10:00:00.000Z',
      modified: '2026-03-04T10:00:00.000Z',
    });
  });

  it('are XML however wild the meeting, and say so when nobody speaks', async () => {
    expect((await read(wildMeeting(1))).paragraphs.length).toBeGreaterThan(10);
    expect((await read(meeting([]))).paragraphs).toContain('No speech was found in this recording.');
  });
});

const office = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).status === 0);
if (!office) console.warn('skipping a test with LibreOffice: it is not there (package libreoffice-writer)');

it.runIf(office)(
  'LibreOffice opens it',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scribe-office-'));
    try {
      writeFileSync(join(folder, 'a.docx'), await renderDocx(odd));
      const profile = `-env:UserInstallation=file://${folder}/profile`;
      const args = [profile, '--headless', '--convert-to', 'txt:Text (encoded):UTF8', '--outdir', folder];
      spawnSync(office!, [...args, join(folder, 'a.docx')], { timeout: 100_000 });
      expect(existsSync(join(folder, 'a.txt'))).toBe(true);
      expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toContain(
        `01:02:05\t<Maya> "M" & 'L': <b> & "c" =1+1`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
