import { execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { contentsOf, createFolders, example, resultsOf } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

const posix = process.platform !== 'win32';

/** Runs a line of shell in which `$SCRIBE` is the program and `$FILE` a recording. */
function shell(line: string, home = folders.make()) {
  const scribe = `"${process.execPath}" "${repo('bin/scribe.js')}"`;
  const env = { ...process.env, SCRIBE_HOME: home, SCRIBE_THREADS: '2', FILE: example('voice-angus.ogg') };
  return new Promise<{ status: number; stdout: string; stderr: string; home: string }>((resolve) => {
    execFile('sh', ['-c', line.replaceAll('$SCRIBE', scribe)], { env }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr, home }),
    );
  });
}

describe.runIf(posix)('standard input', () => {
  it('is waited for when its writer is slow, and known the second time', async () => {
    const slowly = '(head -c 20000 "$FILE"; sleep 1; tail -c +20001 "$FILE") | $SCRIBE ingest - --json';
    const first = await shell(slowly);
    expect(first.stderr).toBe('');
    expect(resultsOf(first.stdout)[0]).toMatchObject({ outcome: 'completed', title: 'Standard input' });
    expect(contentsOf(join(first.home, 'cache', 'spool'))).toEqual({});
    const redirected = await shell('$SCRIBE ingest - --json < "$FILE"', first.home);
    expect(resultsOf(redirected.stdout)[0]).toMatchObject({ outcome: 'already-known' });
  });

  it.each([
    ['closed', '$SCRIBE ingest - <&-', /standard input failed: it is closed/],
    ['a device', '$SCRIBE ingest - < /dev/zero', /standard input failed: it is closed, or a device/],
    ['a folder', '$SCRIBE ingest - < /tmp', /standard input failed: it is a folder/],
    ['empty', 'true | $SCRIBE ingest -', /standard input failed: the file is empty|standard input.*empty/],
    ['no recording', 'seq 100000 | $SCRIBE ingest -', /text file/],
    ['for a voice, empty', 'true | $SCRIBE speakers enroll Maya - --consent', /standard input.*empty/],
  ])('that is %s exits 3', async (_, line, message) => {
    const run = await shell(line);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
    expect(run.status).toBe(3);
  });

  it('that is silent does not keep the program from ending', async () => {
    const home = folders.make();
    const child = spawn(process.execPath, [repo('bin/scribe.js'), 'ingest', '-', '--json'], {
      env: { ...process.env, SCRIBE_HOME: home },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.write(Buffer.alloc(1000, 7));
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGINT'), 200));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(130);
    expect(contentsOf(join(home, 'cache', 'spool'))).toEqual({});
  });

  it('gives a voice', async () => {
    const home = folders.make();
    writeFileSync(join(home, 'note'), '');
    const run = await shell('cat "$FILE" | $SCRIBE speakers enroll Angus - --consent', home);
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/^Angus: 1 new sample/m);
  });
});
