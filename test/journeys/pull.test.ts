import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repo as modelRepo, openHub, tempFolder } from '../models/download/fixture.js';
import { type Hub, sha256, someBytes } from '../models/download/hub.js';
import { repo } from '../shared.js';

const bytes = someBytes(3_000_000);

/** The built program with a catalog of its own: one that names a model of the local hub. */
function programFor(hub: Hub): string {
  const folder = tempFolder();
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(repo(part), join(folder, part), { recursive: true });
  symlinkSync(repo('node_modules'), join(folder, 'node_modules'));
  hub.files.set(`${modelRepo}/model.onnx`, { bytes, lfs: true });
  const catalog = JSON.parse(readFileSync(repo('models/catalog.json'), 'utf8'));
  const [like] = Object.values<Record<string, unknown>>(catalog.models);
  const source = { kind: 'huggingface', repo: modelRepo, revision: hub.commit };
  const files = [{ path: 'model.onnx', size: bytes.length, sha256: sha256(bytes) }];
  catalog.models = { ...catalog.models, large: { ...like, source, files, licence: 'CC-BY-4.0' } };
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models/catalog.json'), JSON.stringify(catalog));
  return join(folder, 'bin/scribe.js');
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param meanwhile is called about every 10 ms until it returns a signal to send. */
function run(
  program: string,
  hub: Hub,
  home: string,
  args: readonly string[],
  meanwhile: () => NodeJS.Signals | null = () => null,
): Promise<Ended> {
  const env = {
    ...process.env,
    SCRIBE_HOME: home,
    HF_ENDPOINT: hub.endpoint,
    HF_HOME: join(home, 'hf'),
    NODE_OPTIONS: `--require ${repo('test/journeys/record-sockets.cjs')}`,
    SOCKET_LOG: join(home, 'sockets.log'),
  };
  const child = spawn(process.execPath, [program, ...args], { env });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (piece: string) => (text[name] += piece));
  const timer = setInterval(() => {
    const signal = meanwhile();
    if (signal) clearInterval(timer);
    if (signal) child.kill(signal);
  }, 10);
  return new Promise((resolve) =>
    child.on('close', (status, signal) => {
      clearInterval(timer);
      resolve({ status, signal, ...text });
    }),
  );
}

it.skipIf(process.platform === 'win32')(
  'a pull goes on after kill -9 and after Ctrl-C; two at once do not disturb each other',
  async () => {
    const hub = await openHub();
    const program = programFor(hub);
    const home = tempFolder();
    const folder = join(home, 'models/large');
    const size = (name: string) => (existsSync(join(folder, name)) ? statSync(join(folder, name)).size : 0);
    const reached: number[] = [];
    // Each run gets a third of what is missing, then silence in which the signal comes.
    hub.fault = ({ range }) => {
      const from = Number(/\d+/.exec(range ?? '0'));
      return { kind: 'stall', after: Math.floor((bytes.length - from) / 3) };
    };
    const whenStill = (signal: NodeJS.Signals) => () => {
      const { sent } = hub;
      const all = sent.get('model.onnx') ?? 0;
      return all > 0 && size('model.onnx.part') === all ? signal : null;
    };
    for (const signal of ['SIGKILL', 'SIGINT', 'SIGKILL'] as const) {
      const before = size('model.onnx.part');
      const ended = await run(program, hub, home, ['models', 'pull', 'large'], () =>
        size('model.onnx.part') > before ? whenStill(signal)() : null,
      );
      if (signal === 'SIGKILL') expect(ended.signal).toBe('SIGKILL');
      else expect(ended.status).toBe(130);
      reached.push(size('model.onnx.part'));
      expect(existsSync(join(folder, 'model.onnx'))).toBe(false);
    }
    expect(reached).toEqual([1_000_000, 1_666_666, 2_111_110]);

    // Two at once: one goes on, the other waits for it and finds the model there.
    hub.fault = () => null;
    const both = await Promise.all([1, 2].map(() => run(program, hub, home, ['models', 'pull', 'large'])));
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    const [pulled, found] = both.toSorted((a, b) => b.stdout.length - a.stdout.length);
    expect(pulled.stdout).toContain('licence   CC-BY-4.0');
    expect(pulled.stderr).toContain('2.1 MB already here');
    expect(found.stdout).toMatch(/^large: complete/);
    expect(readFileSync(join(folder, 'model.onnx')).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['model.onnx']);
    // Not one byte has come twice.
    expect(hub.sent.get('model.onnx')).toBe(bytes.length);
    expect(readdirSync(join(home, 'locks'))).toEqual(['gate']);
  },
);

it('what cannot be pulled ends with 4, and offline opens no socket', async () => {
  const hub = await openHub();
  const program = programFor(hub);
  const home = tempFolder();
  const offline = await run(program, hub, home, ['models', 'pull', 'large', '--offline', '--json']);
  expect(offline.status).toBe(4);
  expect(JSON.parse(offline.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    kind: 'error',
    error: { code: 'MODEL', message: expect.stringContaining('--offline') },
  });
  const log = readFileSync(join(home, 'sockets.log'), 'utf8').trim().split('\n');
  expect(new Set(log)).toEqual(new Set(['loaded']));
  expect(hub.connections).toBe(0);

  const unknown = await run(program, hub, home, ['models', 'pull', 'parrot']);
  expect(unknown.status).toBe(4);
  expect(unknown.stderr).toMatch(/"parrot".*\n.*large/);

  const ingest = await run(program, hub, home, [
    'ingest',
    repo('examples/voice-maya.ogg'),
    '--model',
    'large',
  ]);
  expect(ingest.status).toBe(4);
  expect(ingest.stderr).toContain('scribe models pull large');
  expect(hub.connections).toBe(0);
});
