import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const versionOf = (text: string): string => (JSON.parse(text) as { version: string }).version;

/** The version of scribe. */
export function scribeVersion(): string {
  return versionOf(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
}

/** The version of the onnxruntime that is installed, which need not be loaded for it. */
export function runtimeVersion(): string {
  const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return versionOf(readFileSync(file, 'utf8'));
}
