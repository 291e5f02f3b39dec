import { type ProcessLock, takeLock } from './take-lock.js';

/** Takes the lock of a model's folder, or returns null when another process fills it. @throws ScribeError STORE */
export function lockModel(home: string, name: string): ProcessLock | null {
  return takeLock(home, `model ${name}`, `the model ${name}`);
}
