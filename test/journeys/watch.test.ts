import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { eventSchema } from '../../src/report/event-schema.js';
import type { WatchEvent } from '../../src/watch/events.js';
import { repo } from '../shared.js';
import { createFolders, example, runScribe } from './run-scribe.js';
import { takeCompiled } from './share-compiled.js';

const folders = createFolders();
afterAll(folders.remove);

type Event = WatchEvent | PipelineEvent;

/** A watcher in a process of its own, and its events as they come. */
function startWatch(home: string, args: readonly string[]) {
  takeCompiled(home);
  const child: ChildProcess = spawn(process.execPath, [repo('bin/scribe.js'), 'watch', ...args, '--json'], {
    env: { ...process.env, SCRIBE_HOME: home, SCRIBE_THREADS: '2', SCRIBE_LANGUAGE: 'en' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const events: Event[] = [];
  const lines: string[] = [];
  let partial = '';
  let look = () => {};
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const parts = (partial + text).split('\n');
    partial = parts.pop()!;
    lines.push(...parts);
    events.push(...parts.map((line) => JSON.parse(line) as Event));
    look();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', (status) => resolve(status)));
  const until = (condition: (event: Event) => boolean, from = 0) =>
    new Promise<Event>((resolve, reject) => {
      look = () => {
        const found = events.slice(from).find(condition);
        if (found) resolve(found);
      };
      void ended.then((status) => reject(new Error(`ended with ${status}: ${lines.join('\n')}`)));
      look();
    });
  return { child, events, lines, ended, until };
}

const isFinished = (event: Event) => event.kind === 'recording-finished';

it('a watched folder: what comes is processed once, under whatever name, and the watcher ends when it is told to', async () => {
  const home = folders.make();
  const folder = join(folders.make(), 'in coming');
  mkdirSync(folder);
  const heard = join(folders.make(), 'heard');
  const hook = `sh -c "cat >> '${heard}'"`;
  const watcher = startWatch(home, [folder, '--settle', '1', '--on-meeting', hook]);
  await watcher.until(({ kind }) => kind === 'watch-started');
  copyFileSync(example('voice-maya.ogg'), join(folder, 'a.ogg.part'));
  renameSync(join(folder, 'a.ogg.part'), join(folder, 'a.ogg'));
  expect(await watcher.until(isFinished)).toMatchObject({ result: { outcome: 'completed' } });
  expect(await watcher.until(({ kind }) => kind.startsWith('hook-'))).toMatchObject({
    kind: 'hook-finished',
  });

  renameSync(join(folder, 'a.ogg'), join(folder, 'b.ogg'));
  expect(await watcher.until(({ kind }) => kind === 'watch-moved')).toMatchObject({
    from: join(folder, 'a.ogg'),
    path: join(folder, 'b.ogg'),
  });

  const second = await runScribe(home, ['watch', folder]);
  expect(second.status).toBe(2);
  expect(second.stderr).toContain(`process ${watcher.child.pid}`);
  const cron = await runScribe(home, ['watch', folder, '--once']);
  expect(cron.status).toBe(0);
  expect(cron.stderr).toContain(`process ${watcher.child.pid}`);

  const seen = watcher.events.length;
  // A terminal that is closed ends what runs in it; this watcher has none.
  watcher.child.kill('SIGHUP');
  writeFileSync(join(folder, 'broken.ogg'), Buffer.alloc(5000, 7));
  expect(await watcher.until(isFinished, seen)).toMatchObject({ result: { outcome: 'failed' } });
  expect(await watcher.until(({ kind }) => kind === 'watch-failed', seen)).toMatchObject({ attempts: 1 });
  watcher.child.kill('SIGTERM');
  expect(await watcher.ended).toBe(0);
  expect(watcher.events.at(-1)).toEqual({
    kind: 'watch-stopped',
    completed: 1,
    known: 0,
    failed: 1,
    time: expect.any(String),
  });

  const isValid = new Ajv2020().compile(eventSchema({ strict: true }));
  for (const line of watcher.lines) expect(isValid(JSON.parse(line)), line).toBe(true);

  const list = await runScribe(home, ['watch', '--list', '--json']);
  const [{ active, files }] = JSON.parse(list.stdout);
  expect(active).toBe(false);
  expect(files.map(({ outcome }: { outcome: string }) => outcome).sort()).toEqual(['completed', 'failed']);

  // The failed file is not tried again before its time.
  const next = await runScribe(home, ['watch', folder, '--once', '--settle', '1', '--json']);
  expect(next.status).toBe(0);
  expect(next.stdout).not.toContain('recording-started');
  const retried = await runScribe(home, ['watch', folder, '--once', '--settle', '1', '--retry', '--quiet']);
  expect(retried.status).toBe(3);
});
