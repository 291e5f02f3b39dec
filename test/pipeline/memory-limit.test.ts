import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { withMemoryLimit } from '../../src/pipeline/memory-limit.js';

it.runIf(process.platform === 'linux')(
  'a process gets no more memory than the machine has, says so, and is reached as before',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scribe-limit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const script = join(folder, 'grow.cjs');
    // Memory that is asked for, and never touched.
    writeFileSync(
      script,
      `const kept = [];
       let error = null;
       try { for (let i = 0; i < 6; i++) kept.push(Buffer.allocUnsafeSlow(2 ** 30)); } catch (thrown) { error = thrown.message; }
       process.send({ pid: process.pid, got: kept.length, error, given: process.argv[2] });`,
    );
    const child = fork(script, ['a b'], { ...withMemoryLimit(process.execPath, ['--no-warnings'], 2 ** 30) });
    const [answer] = await once(child, 'message');
    expect(answer).toEqual({ pid: child.pid, got: 3, error: expect.stringMatching(/alloc/), given: 'a b' });
  },
);

it('other systems have no such limit', () => {
  expect(withMemoryLimit('node', ['--x'], 2 ** 40, 'darwin')).toEqual({
    execPath: 'node',
    execArgv: ['--x'],
  });
});
