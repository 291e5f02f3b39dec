import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { buildInjector } from '../../torture/injector.js';
import { readDeeds, redo } from '../../torture/power-cut.js';
import { tempFolder } from '../store/fixture.js';

const built = mkdtempSync(join(tmpdir(), 'scribe-injector-'));
const probe = buildInjector(built);
afterAll(() => rmSync(built, { recursive: true, force: true }));
if (probe.library === null) console.warn(`skipping tests of the fault injector: ${probe.reason}`);

/** Makes five files below `root`, one after the other, each of eight bytes, and one outside. */
const program = (root: string) => `
  const fs = require('node:fs');
  fs.writeFileSync(${JSON.stringify(`${root}-outside`)}, 'x');
  for (let i = 0; i < 5; i++) {
    const file = fs.openSync(${JSON.stringify(root)} + '/' + i, 'w');
    try { fs.writeSync(file, 'abcdefgh'); } catch (error) { console.log(i, error.code); }
    fs.closeSync(file);
  }
  console.log(Date.now());`;

describe.skipIf(probe.library === null)('the fault injector', () => {
  let root: string;
  let state: string;
  beforeEach(() => {
    const folder = realpathSync(tempFolder());
    root = join(folder, 'root');
    state = join(folder, 'state');
    mkdirSync(root);
    writeFileSync(state, Buffer.alloc(64));
  });

  const run = (fault: string) =>
    spawnSync(process.execPath, ['-e', program(root)], {
      encoding: 'utf8',
      env: {
        ...process.env,
        LD_PRELOAD: probe.library!,
        FAULT: fault,
        FAULT_ROOTS: root,
        FAULT_STATE: state,
        UV_USE_IO_URING: '0',
      },
    });
  const sizes = () =>
    readdirSync(root)
      .sort()
      .map((name) => readFileSync(join(root, name)).length);

  it('counts what is done below the folders, and nothing else', () => {
    expect(run('').status).toBe(0);
    expect(Number(readFileSync(state).readBigInt64LE(0))).toBe(10);
    expect(sizes()).toEqual([8, 8, 8, 8, 8]);
  });

  it.each([
    ['before the n-th thing', 'kill:4', 0],
    ['in the middle of it', 'torn:4', 4],
  ])('kills %s', (_when, fault, written) => {
    expect(run(fault).signal).toBe('SIGKILL');
    expect(sizes()).toEqual([8, written]);
  });

  it('fills the disk from the n-th thing on', () => {
    const { stdout, stderr } = run('from:4:28');
    expect(stdout).toContain('1 ENOSPC');
    expect(stderr).toContain('ENOSPC');
    expect(sizes()).toEqual([8, 0]);
  });

  it('fails once', () => {
    expect(run('once:4:5').stdout).toContain('1 EIO');
    expect(sizes()).toEqual([8, 0, 8, 8, 8]);
  });

  it('notes what is done, so that it can be done again', () => {
    const log = `${state}.log`;
    process.env.FAULT_LOG = log;
    expect(run('').status).toBe(0);
    delete process.env.FAULT_LOG;
    const deeds = readDeeds(readFileSync(log));
    expect(deeds.map(({ kind, path }) => `${kind} ${path.slice(root.length)}`).slice(0, 4)).toEqual([
      'C /0',
      'W /0',
      'C /1',
      'W /1',
    ]);
    for (const name of readdirSync(root)) rmSync(join(root, name));
    redo(deeds);
    expect(sizes()).toEqual([8, 8, 8, 8, 8]);
    expect(readFileSync(join(root, '3'), 'utf8')).toBe('abcdefgh');
  });

  it('moves the clock', () => {
    const moved = Number(run('clock:3:86400').stdout.trim());
    expect(moved - Date.now()).toBeGreaterThan(80_000_000);
  });
});
