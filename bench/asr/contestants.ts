import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { telemetryVariable } from '../../src/onnx/telemetry-off.js';
import { type Python, peerFile } from './python.js';

/** A program of the comparison in a process of its own; see `bench/peers/serve.mjs` and `serve.py`. */
export interface Contestant {
  call<T>(name: string, request?: object): Promise<T>;
  /** Processor time so far, of its processes together, in seconds; NaN where there is no /proc. */
  cpu(): number;
  close(): void;
}

export type ContestantName = 'scribe' | 'transformers' | 'sherpa';
export type PythonContestantName = 'faster-whisper' | 'plain-onnxruntime';

/** The answer of `recognize` and `hear`. */
export interface Recognized {
  readonly seconds: number;
  readonly text: string;
  /** Bytes; null where the system does not say. */
  readonly peak: number | null;
}

/** Installs the other programs from their lock file, once. */
export function installPeers(): void {
  if (existsSync(peerFile('node_modules/sherpa-onnx-node'))) return;
  console.log('Installing what scribe is compared with into bench/peers ...');
  const folder = peerFile('');
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { stdio: 'inherit', cwd: folder });
}

export function startContestant(name: ContestantName): Contestant {
  // Without the flags of this process: its TypeScript loader is not theirs to carry.
  const child = fork(peerFile(`${name}.mjs`), {
    cwd: peerFile(''),
    execArgv: [],
    env: { ...process.env, [telemetryVariable]: '1' },
  });
  return contestant(child, name, (request) => child.send(request));
}

export function startPythonContestant(name: PythonContestantName, python: Python): Contestant {
  const child = spawn(python.path, [peerFile(`${name}.py`)], {
    cwd: peerFile(''),
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
  });
  createInterface({ input: child.stdout }).on('line', (line) => child.emit('message', JSON.parse(line)));
  return contestant(child, name, (request) => child.stdin.write(`${JSON.stringify(request)}\n`));
}

function contestant(child: ChildProcess, name: string, send: (request: object) => void): Contestant {
  return {
    close: () => child.kill(),
    cpu: () => processorTime(`${child.pid}`),
    call: (call, request = {}) =>
      new Promise((done, fail) => {
        const ended = (code: number | null) => settle(() => fail(new Error(`${name} ended with ${code}.`)));
        const answered = (answer: { value: never } | { error: string }) =>
          settle(() =>
            'error' in answer ? fail(new Error(`${name}: ${answer.error}`)) : done(answer.value),
          );
        const settle = (finish: () => void) => {
          child.off('exit', ended).off('message', answered);
          finish();
        };
        child.on('exit', ended).on('message', answered);
        send({ call, ...request });
      }),
  };
}

/** Of a process and of those that it started: proc(5), fields 14 and 15, in ticks of 10 ms. */
function processorTime(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const own = (Number(fields[11]) + Number(fields[12])) / 100;
    return children.reduce((sum, child) => sum + processorTime(child), own);
  } catch {
    return Number.NaN;
  }
}
