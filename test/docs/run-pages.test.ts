import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asReaderSees, makeReaderFolder } from '../../scripts/reader-folder.js';
import { commandLinesOf } from './command-lines.js';
import { readPage } from './markdown.js';

/** What differs from run to run: ids, times, speeds, similarities. */
const masked = (line: string) =>
  line
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8}\b/g, 'ID')
    .replace(/\d+(\.\d+)?/g, 'N')
    .trim();

/** The words of two lines agree but for a fifth: a network in 8 bits may hear otherwise on another processor. */
function alike(shown: string, seen: string): boolean {
  const [left, right] = [masked(shown).split(/\s+/), masked(seen).split(/\s+/)];
  const agreed = left.filter((word, at) => right.slice(Math.max(0, at - 2), at + 3).includes(word));
  return agreed.length >= 0.8 * Math.max(left.length, right.length);
}

/** Lines that the page shows and the program does not print, in this order; other lines may stand between them. */
function missing(shown: readonly string[], output: string): string[] {
  const seen = output.split('\n');
  let at = 0;
  return shown
    .filter((line) => line.trim() !== '')
    .filter((line) => {
      const found = seen.findIndex((candidate, index) => index >= at && alike(line, candidate));
      if (found >= 0) at = found + 1;
      return found < 0;
    });
}

describe('what a reader types', () => {
  it.each(['README.md', 'docs/getting-started.md'])(
    'from %s works and prints what the page shows',
    (page) => {
      const reader = makeReaderFolder();
      onTestFinished(() => rmSync(reader.folder, { recursive: true, force: true }));
      const lines = commandLinesOf(readPage(page)).filter(({ runs }) => runs);
      expect(lines.length).toBeGreaterThan(4);
      for (const { text, output } of lines) {
        const ran = spawnSync('bash', ['-o', 'pipefail', '-c', `exec 2>&1\n${text}`], {
          cwd: reader.folder,
          encoding: 'utf8',
          env: reader.env,
        });
        expect(ran.status, `${text}\n${ran.stdout}`).toBe(0);
        const printed = asReaderSees(ran.stdout, reader);
        expect(missing(output ?? [], printed), `${text}\n${printed}`).toEqual([]);
      }
    },
  );

  it('is compared with what is printed, but for numbers and a word in five', () => {
    const printed = 'first\nmeeting 0a1b2c3d  /home/you/x\nTom: it is done today, I think\nlast';
    expect(missing(['meeting ffffffff  /home/you/x', 'Tom: it is gone today, I think'], printed)).toEqual([]);
    expect(missing(['meeting 0a1b2c3d  /home/you/y'], printed)).toHaveLength(1);
    expect(missing(['last', 'first'], printed)).toEqual(['first']);
    expect(missing(['Ada: it was gone today, I think'], printed)).toHaveLength(1);
  });
});
