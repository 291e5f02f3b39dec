import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProgram } from '../../../src/cli/program.js';
import { bashCompletion } from '../../../src/commands/shell/bash.js';
import { fishCompletion } from '../../../src/commands/shell/fish.js';
import { commandsBelow } from '../../../src/commands/shell/program-spec.js';
import { zshCompletion } from '../../../src/commands/shell/zsh.js';

const spec = createProgram(new AbortController().signal).describe();

function has(shell: string): boolean {
  const there = spawnSync(shell, ['--version']).status === 0;
  if (!there) console.log(`skipped: ${shell} is not installed`);
  return there;
}

/** Runs a script of a shell beside the completion script, which it finds as $1. */
function run(shell: string, name: string, completion: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, completion);
  const lines = shell === 'fish' ? ['-c', script, file] : ['-c', script, shell, file];
  const { status, stdout, stderr } = spawnSync(shell, lines, { encoding: 'utf8', cwd: folder });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

describe.skipIf(!has('bash'))('the completion of bash', () => {
  const complete = (...words: readonly string[]) =>
    run(
      'bash',
      'scribe.bash',
      bashCompletion(spec),
      `source "$1"; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
       _scribe; printf '%s\\n' "\${COMPREPLY[@]}"`,
    )
      .trim()
      .split('\n');

  it.each([
    [
      ['scribe', 'sp'],
      ['speakers', 'spec'],
    ],
    [['scribe', 'speakers', 'en'], ['enroll']],
    [['scribe', '--json', 'speakers', 'fo'], ['forget']],
    [['scribe', 'transcript', 'last', '--restor'], ['--restore']],
    [
      ['scribe', 'ingest', '--style', ''],
      ['verbatim', 'clean'],
    ],
    [
      ['scribe', 'completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    // Files are completed where nothing else can stand.
    [['scribe', 'ingest', 'scribe.b'], ['scribe.bash']],
  ])('of %j is %j', (words, expected) => {
    expect(complete(...words)).toEqual(expected);
  });

  it('offers every command of the first level', () => {
    expect(complete('scribe', '')).toEqual(spec.commands.map(({ path }) => path.split(' ')[1]));
  });
});

describe.skipIf(!has('fish'))('the completion of fish', () => {
  const complete = (line: string) =>
    run('fish', 'scribe.fish', fishCompletion(spec), `source $argv[1]; complete -C '${line}'`)
      .trim()
      .split('\n')
      .map((row) => row.split('\t')[0]);

  it.each([
    ['scribe sp', ['speakers', 'spec']],
    ['scribe speakers en', ['enroll']],
    ['scribe transcript last --restor', ['--restore']],
    ['scribe ingest --style ', ['clean', 'verbatim']],
    ['scribe completion ', ['bash', 'fish', 'zsh']],
  ])('of "%s" is %j', (line, expected) => {
    expect(complete(line)).toEqual(expected);
  });
});

describe.skipIf(!has('zsh'))('the completion of zsh', () => {
  it('is a script that zsh can load, with a function for each command', () => {
    const functions = run(
      'zsh',
      '_scribe',
      zshCompletion(spec),
      'compdef() { :; }; source "$1"; functions -m "_scribe*" | sed -n "s/ () {$//p"',
    ).split('\n');
    for (const { path } of commandsBelow(spec)) expect(functions).toContain(`_${path.replace(/[ -]/g, '_')}`);
  });
});

it('a quote in a description ends no string', () => {
  const odd = { ...spec, commands: [{ ...spec.commands[0], description: `it's a "test" [of] \\ $HOME` }] };
  if (has('fish')) run('fish', 'scribe.fish', fishCompletion(odd), 'fish -n $argv[1]');
  if (has('zsh')) run('zsh', '_scribe', zshCompletion(odd), 'zsh -n "$1"');
  expect(fishCompletion(odd)).toContain(`'it\\'s a "test" [of] \\\\ $HOME'`);
});
