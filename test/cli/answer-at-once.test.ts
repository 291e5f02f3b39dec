import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printedHelp } from '../../scripts/write-help.js';
import { helpSeparator, helpWidths } from '../../src/cli/answer-at-once.js';
import { createProgram } from '../../src/cli/program.js';
import { repo } from '../shared.js';

const { command } = createProgram(new AbortController().signal);
const scribe = (...words: string[]): string =>
  execFileSync(process.execPath, [repo('bin/scribe.js'), ...words], { encoding: 'utf8' });

describe('what is answered before the program is loaded', () => {
  it('is the help that the program prints, at every width of a terminal', () => {
    const written = readFileSync(repo('dist/start/help'), 'utf8').split(String.fromCharCode(helpSeparator));
    expect(written.pop()).toBe('');
    expect(written).toHaveLength(helpWidths.widest - helpWidths.narrowest + 1);
    for (const [i, text] of written.entries())
      expect(text).toBe(printedHelp(command, helpWidths.narrowest + i));
  });

  it('is the help at 80 columns in a pipe, as from the program itself', () => {
    expect(scribe('--help')).toBe(printedHelp(command, helpWidths.usual));
    expect(scribe('-h')).toBe(scribe('--help', '--help'));
  });

  it('is the version', () => {
    expect(scribe('--version')).toBe(scribe('--version', '--json'));
    expect(scribe('-V')).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});
