import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/domain/shell-word.js';

it('is left alone while it is plain', () => {
  for (const word of ['Maya', '/home/you/a-b_c.ogg', '01a2']) expect(shellWord(word)).toBe(word);
});

it('comes back from a shell as it was', () => {
  for (const word of ['Tom Baker', "d'Arc; rm -rf $HOME", '', '"`!*', 'Zoë', '~'])
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
});
