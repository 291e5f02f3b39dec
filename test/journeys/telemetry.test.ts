import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { checkTelemetry } from '../../src/commands/doctor/doctor.js';
import { runtimeVersion } from '../../src/onnx/session.js';
import { telemetryProvenOff } from '../../src/onnx/telemetry-off.js';
import { openStore } from '../../src/store/open-store.js';
import { repo } from '../shared.js';
import { at, complete, enroll, makeRecording } from '../store/fixture.js';
import { createFolders, example } from './run-scribe.js';
import { internetCalls, startTraced, whyNoTrace, writtenPaths } from './system-trace.js';

const folders = createFolders();
afterAll(folders.remove);

const noTrace = whyNoTrace();
if (noTrace) console.warn(`skipping what only a trace can show: ${noTrace}`);

interface Traced {
  readonly status: number | null;
  readonly stderr: string;
  /** Internet sockets; null where nothing can be traced. */
  readonly sockets: readonly string[] | null;
  /** What was written anywhere but in the store, in `--out` and in the temporary folder. */
  readonly strays: readonly string[] | null;
  /** What is in the folders of the run now. */
  readonly left: { readonly user: string[]; readonly temporary: string[]; readonly working: string[] };
}

/**
 * Runs a program in a world of its own. The environment is small on purpose: the library keeps quiet by itself where
 * a variable of a build service is set, and that would prove nothing. The switch is thrown the wrong way: scribe has
 * to turn it.
 */
async function runAlone(
  command: (world: { out: string; home: string }) => readonly string[],
  feed: (child: ReturnType<typeof startTraced>) => Promise<void> = async (child) => void child.stdin?.end(),
): Promise<Traced> {
  const world = folders.make();
  const [home, user, temporary, working, out] = ['home', 'user', 'temporary', 'working', 'out'].map(
    (name) => {
      mkdirSync(join(world, name));
      return join(world, name);
    },
  );
  writeFileSync(join(temporary, 'of-another-program'), '');
  const log = noTrace ? null : join(world, 'trace.log');
  const child = startTraced(log, [process.execPath, ...command({ out, home })], {
    cwd: working,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: user,
      TMPDIR: temporary,
      SCRIBE_HOME: home,
      SCRIBE_THREADS: '2',
      ORT_DISABLE_TELEMETRY: '0',
    },
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.on('error', () => {});
  child.stdout?.resume();
  const [[status]] = await Promise.all([once(child, 'close'), feed(child)]);
  const allowed = [home, out, temporary, '/dev'].map((folder) => folder + sep);
  return {
    status,
    stderr,
    sockets: log === null ? null : internetCalls(log),
    strays:
      log === null
        ? null
        : writtenPaths(log, working).filter(
            (path) => !allowed.some((folder) => `${path}${sep}`.startsWith(folder)),
          ),
    left: {
      user: readdirSync(user),
      temporary: readdirSync(temporary),
      working: readdirSync(working),
    },
  };
}

const untouched = { user: [], temporary: ['of-another-program'], working: [] };

// One waits for more than a minute, and the others need not wait for it.
describe.concurrent('no byte leaves the machine, seen from outside', () => {
  it('in more than a minute of ingest with all networks open', async () => {
    const recording = readFileSync(example('voice-tom.ogg'));
    const seconds = 62;
    let openFor = 0;
    const run = await runAlone(
      ({ out }) => [
        repo('bin/scribe.js'),
        ...['ingest', example('voice-maya.ogg'), '-', '--out', out, '--json'],
      ],
      async (child) => {
        // The first recording opens everything; the second one takes its time to arrive.
        let began = Number.POSITIVE_INFINITY;
        child.stdout?.on('data', (text) => {
          if (String(text).includes('recording-finished')) began = Math.min(began, performance.now());
        });
        const closed = once(child, 'close');
        while (began === Number.POSITIVE_INFINITY && child.exitCode === null) await wait(100);
        for (let second = 0; second < seconds && child.exitCode === null; second++) {
          const at = (share: number) => Math.round((recording.length * share) / seconds);
          child.stdin?.write(recording.subarray(at(second), at(second + 1)));
          await wait(1000);
        }
        child.stdin?.end();
        await closed;
        openFor = performance.now() - began;
      },
    );
    expect(run).toEqual({ ...run, status: 0, left: untouched });
    expect(openFor).toBeGreaterThan(60_000);
    if (noTrace) return;
    expect(run.sockets).toEqual([]);
    expect(run.strays).toEqual([]);
  }, 400_000);

  /** What `doctor` does: it looks for a language model on this machine. */
  const knocks = (call: string): boolean =>
    /^socket\(AF_INET, SOCK_STREAM/.test(call) ||
    (/\bsin_port=htons\((11434|8080|1234|8000)\)/.test(call) && /inet_addr\("127\.0\.0\.1"\)/.test(call));

  it.each([
    ['doctor', ['doctor']],
    ['enroll', ['speakers', 'enroll', 'Maya', example('voice-maya.ogg'), '--consent']],
  ])(
    'by %s',
    async (_name, args) => {
      const run = await runAlone(() => [repo('bin/scribe.js'), ...args]);
      expect(run).toEqual({ ...run, status: 0, left: untouched });
      if (noTrace) return;
      expect(run.sockets?.filter((call) => !knocks(call))).toEqual([]);
      expect(run.strays).toEqual([]);
    },
    200_000,
  );

  it('by an export of artifacts into a folder', async () => {
    const run = await runAlone(({ out }) => [repo('bin/scribe.js'), 'export', 'artifacts', '--to', out]);
    expect(run).toEqual({ ...run, status: 0, left: untouched });
    if (noTrace) return;
    expect(run.sockets).toEqual([]);
    expect(run.strays).toEqual([]);
  }, 60_000);

  it('but to the service that an export names: nobody asks the machine for a role', async () => {
    // Nothing listens there; without credentials nobody even knocks.
    const to = ['--to', 's3://meetings', '--endpoint', 'http://127.0.0.1:9'];
    const run = await runAlone(({ home }) => {
      const store = openStore({ home, now: at(0) });
      complete(store, makeRecording('standup.ogg'), enroll(store, 'Maya'));
      store.close();
      return [repo('bin/scribe.js'), 'export', 'artifacts', ...to];
    });
    expect(run).toEqual({ ...run, status: 6, left: untouched });
    expect(run.stderr).toContain('there are no credentials');
    expect(run.stderr).not.toContain('NodeVersionSupportWarning');
    if (noTrace) return;
    expect(run.sockets).toEqual([]);
    expect(run.strays).toEqual([]);
  }, 60_000);

  it.skipIf(noTrace !== null)(
    'the trace would have shown it',
    async () => {
      const script = `
      require('node:fs').writeFileSync(process.env.HOME + '/id', '');
      require('node:net').connect(9, '127.0.0.1').on('error', () => {});`;
      const run = await runAlone(() => ['-e', script]);
      expect(run.sockets?.length).toBeGreaterThan(0);
      expect(run.strays).toEqual([expect.stringMatching(/user.id$/)]);
      expect(run.left.user).toEqual(['id']);
    },
    60_000,
  );
});

describe('the switch', () => {
  it('has been proven for this version of onnxruntime', () => {
    // Another version: run this file where strace works, read the notes of its release, then change the number.
    expect(runtimeVersion).toBe(telemetryProvenOff);
    expect(checkTelemetry(runtimeVersion)).toMatchObject({ detail: expect.stringMatching(/^off/) });
    expect(checkTelemetry('1.31.0')).toMatchObject({ warning: true });
  });

  it('cannot be forgotten before a thread is started', async () => {
    const worker = new Worker(
      `import(${JSON.stringify(repo('dist/onnx/session.js'))}).catch((e) => { throw e; });`,
      { eval: true, env: { ORT_DISABLE_TELEMETRY: '0' } },
    );
    const [error] = await once(worker, 'error');
    expect(String(error)).toContain('before ORT_DISABLE_TELEMETRY was set');
  });

  it('stands before the library and before every thread', () => {
    const sources = ['src', 'test', 'bench', 'eval', 'scripts'].flatMap((folder) =>
      readdirSync(repo(folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.([mc]?js|tsx?)$/.test(file) && !file.includes('node_modules'))
        .map((file) => join(folder, file)),
    );
    const users = sources.filter((file) =>
      /^import (?!type).*from 'onnxruntime-node'|new Worker\(new URL/m.test(readFileSync(repo(file), 'utf8')),
    );
    expect(users.length).toBeGreaterThan(2);
    // The tests have the switch from vitest.config.ts.
    for (const file of [...users.filter((file) => !file.startsWith('test')), 'src/cli/main.ts'])
      expect(readFileSync(repo(file), 'utf8'), file).toMatch(
        /^(\/\*[\s\S]*?\*\/\n)?import '[./a-z]+\/telemetry-off\.js';/,
      );
    expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
  });
});
