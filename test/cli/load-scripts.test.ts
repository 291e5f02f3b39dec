import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCodeCache } from '../../src/platform/code-cache.js';
import { repo } from '../shared.js';

let home: string;
let code: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scribe-scripts-'));
  code = join(home, 'cache', 'code');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function scribe(words: string, more: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [repo('bin/scribe.js'), ...words.split(' ')],
    { encoding: 'utf8', env: { ...process.env, SCRIBE_HOME: home, ...more } },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

function build(): string {
  const [name] = readdirSync(code);
  return name;
}

const contents = () =>
  new Map(readdirSync(join(code, build())).map((name) => [name, readFileSync(join(code, build(), name))]));

describe('the program, compiled', () => {
  it('is kept by the first command and taken by the next', () => {
    const answer = scribe('config list');
    expect(build()).toContain(process.version);
    const kept = contents();
    expect([...kept.keys()]).toContain('main.cjs');
    expect(scribe('config list')).toBe(answer);
    // What was taken is not kept again.
    expect(contents()).toEqual(kept);
    scribe('spec --json');
    expect(contents().size).toBeGreaterThan(kept.size);
  });

  it('is compiled again when it is damaged, or when V8 does not want it', () => {
    const answer = scribe('config list');
    const kept = contents();
    for (const [name, bytes] of kept) {
      const changed = Buffer.from(bytes);
      changed[bytes.length >> 1] ^= 8;
      writeFileSync(join(code, build(), name), changed);
    }
    const damaged = contents();
    expect(scribe('config list')).toBe(answer);
    for (const [name, bytes] of contents()) expect(bytes, name).not.toEqual(damaged.get(name));

    const nothing = Buffer.from('no code of any version of V8');
    openCodeCache(code, build()).keep(new Map([...kept.keys()].map((name) => [name, nothing])));
    expect(scribe('config list')).toBe(answer);
    for (const [name, bytes] of contents()) expect(bytes.length, name).toBeGreaterThan(nothing.length + 4);
  });

  it('is compiled every time where nothing can be kept', () => {
    const answer = scribe('config list', { SCRIBE_HOME: join(home, 'none') });
    expect(existsSync(join(home, 'none'))).toBe(false);
    writeFileSync(join(home, 'cache'), 'a file');
    expect(scribe('config list').replaceAll(home, '')).toBe(answer.replaceAll(join(home, 'none'), ''));
  });

  it('answers the same under other flags of node', () => {
    const answer = scribe('config list');
    expect(scribe('config list', { NODE_OPTIONS: '--stack-trace-limit=20' })).toBe(answer);
    expect(scribe('config list')).toBe(answer);
  });
});
