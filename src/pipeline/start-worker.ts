import '../onnx/telemetry-off.js';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createJobClient, type Line, type LineListener, type PipelineWorker } from './job-client.js';

const entry = new URL('./worker.js', import.meta.url);

/**
 * How long an aborted job may take to stop by itself, in milliseconds. With the rest of what an interruption does it
 * has to fit into a second.
 */
const abortPatience = 400;

/**
 * Starts the process in which decoding and the networks run. It is a process and not a thread because onnxruntime
 * can neither open nor run a network in pieces: a thread inside one of these cannot be ended without taking its
 * process down, and a program that exits waits for all of its threads. Networks stay open between jobs.
 */
export function startWorker(): PipelineWorker {
  return createJobClient(openProcess, abortPatience);
}

/** Starts a thread beside this one, for a part of a job. It stops between two runs of a network and no sooner. */
export function startPoolWorker(): PipelineWorker {
  return createJobClient(openThread);
}

function openProcess({ receive, lost }: LineListener): Line {
  const child = fork(fileURLToPath(entry), {
    serialization: 'advanced',
    // Standard input is the program's to read, standard output its to write.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Ctrl-C on a terminal reaches the whole process group: here ffmpeg would end as if the recording did.
    detached: true,
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.on('message', receive).on('error', lost);
  const ended = once(child, 'exit').then(([code, signal]) => {
    process.off('exit', kill);
    lost(new Error(`The process that runs the networks ended by itself (${signal ?? `exit code ${code}`}).`));
  });
  return {
    // Where it cannot be sent, the process is about to be lost, and that is told.
    post: (message) => void child.send(message, ignore),
    async end() {
      kill();
      await ended;
    },
  };
}

const ignore = () => {};

function openThread({ receive, lost }: LineListener): Line {
  const thread = new Worker(entry);
  thread.on('message', receive).on('error', lost);
  thread.on('exit', (code) => lost(new Error(`The worker thread ended by itself (exit code ${code}).`)));
  return {
    post: (message) => thread.postMessage(message),
    async end() {
      await thread.terminate();
    },
  };
}
