import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { telemetryVariable } from '../../src/onnx/telemetry-off.js';

const folder = fileURLToPath(new URL('../peers/', import.meta.url));

/** A program of the comparison in a process of its own; see `bench/peers/serve.mjs`. */
export interface Contestant {
  call<T>(name: string, request?: object): Promise<T>;
  close(): void;
}

export type ContestantName = 'scribe' | 'transformers' | 'sherpa';

/** The answer of `recognize`. */
export interface Recognized {
  readonly seconds: number;
  readonly words: number;
  /** Bytes; null where the system does not say. */
  readonly peak: number | null;
}

/** Installs the other programs from their lock file, once. */
export function installPeers(): void {
  if (existsSync(`${folder}node_modules/sherpa-onnx-node`)) return;
  console.log('Installing what scribe is compared with into bench/peers ...');
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { stdio: 'inherit', cwd: folder });
}

export function startContestant(name: ContestantName): Contestant {
  // Without the flags of this process: its TypeScript loader is not theirs to carry.
  const child = fork(`${folder}${name}.mjs`, {
    cwd: folder,
    execArgv: [],
    env: { ...process.env, [telemetryVariable]: '1' },
  });
  return {
    call: (call, request = {}) => ask(child, name, { call, ...request }),
    close: () => child.kill(),
  };
}

function ask<T>(child: ChildProcess, name: string, request: object): Promise<T> {
  return new Promise((done, fail) => {
    const ended = (code: number | null) => settle(() => fail(new Error(`${name} ended with ${code}.`)));
    const answered = (answer: { value: T } | { error: string }) =>
      settle(() => ('error' in answer ? fail(new Error(`${name}: ${answer.error}`)) : done(answer.value)));
    const settle = (finish: () => void) => {
      child.off('exit', ended).off('message', answered);
      finish();
    };
    child.on('exit', ended).on('message', answered);
    child.send(request);
  });
}
