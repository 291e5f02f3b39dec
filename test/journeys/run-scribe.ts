import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { repo } from '../shared.js';
import { giveCompiled, takeCompiled } from './share-compiled.js';

export const ffmpegPath: string = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg').path;

export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Whether a run that recognizes hears by itself which language is spoken: `auto`. It is told that it is English. */
  readonly language?: 'auto' | 'en';
  /** Fed to standard input. */
  readonly input?: Uint8Array;
  /** Looks at every line of standard output as it comes; a returned signal is sent. */
  readonly onLine?: (line: string, pid: number) => NodeJS.Signals | undefined;
  /** Gets the id of the process as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

/** Commands that recognize. */
const recognizing = ['ingest', 'watch'];

/**
 * Runs the built program as a user would. Hearing the language opens one more network, the largest, so only tests that
 * ask for it wait for it.
 */
export function runScribe(
  home: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  takeCompiled(home);
  const told = recognizing.includes(args[0]) && { SCRIBE_LANGUAGE: options.language ?? 'en' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [repo('bin/scribe.js'), ...args], {
      env: { ...process.env, SCRIBE_HOME: home, SCRIBE_THREADS: '2', ...told, ...options.env },
      cwd: options.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    let stdout = '';
    let stderr = '';
    let partial = '';
    let signalled = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const lines = (partial + text).split('\n');
      partial = lines.pop()!;
      for (const line of lines) {
        const signal = signalled ? undefined : options.onLine?.(line, child.pid!);
        if (!signal) continue;
        signalled = true;
        child.kill(signal);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
    child.on('close', (status, signal) => {
      giveCompiled(home);
      resolve({ status, signal, stdout, stderr });
    });
  });
}

/** The events of a run with `--json`. */
export function eventsOf(stdout: string): PipelineEvent[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PipelineEvent);
}

/** The results among them, one a recording. */
export function resultsOf(stdout: string) {
  return eventsOf(stdout).flatMap((event) => (event.kind === 'recording-finished' ? [event.result] : []));
}

/** Temporary folders that are deleted together. */
export function createFolders(): { make: () => string; remove: () => void } {
  const made: string[] = [];
  return {
    make: () => {
      const folder = mkdtempSync(join(tmpdir(), 'scribe-test-'));
      made.push(folder);
      return folder;
    },
    remove: () => {
      for (const folder of made) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const example = (name: string): string => repo('examples', name);

/** Name and content of every file in a folder. */
export function contentsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Every file below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Enrolls the three colleagues of the sample meeting. */
export async function enrollColleagues(home: string): Promise<void> {
  for (const name of ['Maya', 'Tom', 'Angus']) {
    const run = await runScribe(home, [
      'speakers',
      'enroll',
      name,
      example(`voice-${name.toLowerCase()}.ogg`),
      '--consent',
    ]);
    if (run.status !== 0) throw new Error(run.stderr);
  }
}
