import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repo } from './shared.js';

/** Which folders of src a folder may import from. Of `pipeline` and `download`, `report` may see the events alone. */
const allowed: Record<string, readonly string[]> = {
  domain: [],
  signal: ['domain'],
  onnx: ['domain'],
  audio: ['signal', 'domain'],
  download: ['domain'],
  vad: ['onnx', 'signal', 'domain'],
  asr: ['onnx', 'signal', 'domain'],
  speakers: ['onnx', 'signal', 'domain'],
  pipeline: ['audio', 'vad', 'asr', 'speakers', 'onnx', 'signal', 'domain'],
  store: ['domain'],
  render: ['domain'],
  config: ['domain'],
  report: ['pipeline/events', 'download/events', 'domain'],
  commands: [
    'store',
    'render',
    'config',
    'pipeline',
    'report',
    'speakers',
    'audio',
    'onnx',
    'download',
    'domain',
  ],
  '.': ['commands', 'config', 'domain', 'report', 'onnx/telemetry-off', 'render/file-rights'],
};

const files = readdirSync(repo('src'), { recursive: true, encoding: 'utf8' }).filter((f) =>
  /\.tsx?$/.test(f),
);

function importsOf(file: string): string[] {
  const source = readFileSync(repo('src', file), 'utf8');
  return [...source.matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)].map((match) =>
    normalize(join(dirname(file), match[1])).replace(/\.js$/, ''),
  );
}

describe('imports', () => {
  it('run in one direction', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const folder = file.includes('/') ? file.split('/')[0] : '.';
      for (const target of importsOf(file)) {
        const targetFolder = target.includes('/') ? target.split('/')[0] : '.';
        const fine =
          target === 'errors' ||
          targetFolder === folder ||
          allowed[folder]?.some((place) => place === targetFolder || place === target);
        if (!fine) wrong.push(`${file} -> ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('make no cycle', () => {
    const graph = new Map(files.map((file) => [file.replace(/\.tsx?$/, ''), importsOf(file)]));
    const finished = new Set<string>();
    const walk = (node: string, path: readonly string[]) => {
      if (path.includes(node)) throw new Error(`cycle: ${[...path, node].join(' -> ')}`);
      if (finished.has(node)) return;
      for (const next of graph.get(node) ?? []) walk(next, [...path, node]);
      finished.add(node);
    };
    for (const node of graph.keys()) expect(() => walk(node, [])).not.toThrow();
  });

  it.each([
    ['onnxruntime-node', /^onnx\/session\.ts$/],
    ['fluent-ffmpeg', /^audio\//],
    ['better-sqlite3', /^store\//],
    ['ink', /^report\/(download-)?terminal\.tsx$/],
    ['undici', /^download\/http-client\.ts$/],
    ['commander', /^program(-meetings|-models|-parts|-speakers)?\.ts$/],
  ])('of %s stand in one place', (name, place) => {
    const users = files.filter((file) => readFileSync(repo('src', file), 'utf8').includes(`from '${name}'`));
    expect(users.length).toBeGreaterThan(0);
    for (const user of users) expect(user).toMatch(place);
  });

  it('let text out in one way, which lets no control character through', () => {
    const writers = files.filter((file) => {
      const source = readFileSync(repo('src', file), 'utf8');
      // A literal says what we want; what is filled in may come from anywhere.
      return /\b(out|err|stdout|stderr)\.write\((?!'|`\$\{toJson\(|\s*'|renderArtifact\()/.test(source);
    });
    expect(writers.sort(), 'write lines with `writeLine`').toEqual([
      'report/lines.ts',
      'report/terminal.tsx',
    ]);
    const printers = files.filter((file) => /^(commands|report|render|main|program)/.test(file));
    for (const file of printers)
      expect(readFileSync(repo('src', file), 'utf8'), file).not.toMatch(/JSON\.stringify|console\./);
  });
});
