import { isMainThread } from 'node:worker_threads';

/**
 * Switches off the telemetry of onnxruntime. Import it before the library and before any thread starts.
 *
 * Since 1.29 the library contains an uploader that is on by default. It reads the environment of the process once,
 * while it is loaded. On the main thread, assigning to `process.env` changes that environment. In a worker thread
 * `process.env` is a copy that the library never sees, so here it is only checked.
 */
export const telemetryVariable = 'ORT_DISABLE_TELEMETRY';

/** The version of onnxruntime for which `test/journeys/telemetry.test.ts` proves that the variable stops everything. */
export const telemetryProvenOff = '1.30.0';

if (isMainThread) process.env[telemetryVariable] = '1';
else if (process.env[telemetryVariable] !== '1')
  throw new Error(
    `This thread was started before ${telemetryVariable} was set: the main thread must import telemetry-off first.`,
  );
