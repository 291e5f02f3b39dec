import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { repo } from '../shared.js';

/** Packages that take a tenth of a second to load, or more; and the page of a meeting, which few ask for. */
const heavy = [
  'onnxruntime-node',
  'stopword',
  'chrono-node',
  'archiver',
  'docx',
  'pg',
  'pg-boss',
  'page/page',
];

/** What everyday commands load before they know whether they need more, and so none of the heavy packages. */
const light = [
  'artifacts/pay-debt',
  'commands/edit/edit',
  'commands/ingest/ingest',
  'commands/insights/insights',
  'commands/markers/markers',
  'commands/meetings/edit',
  'commands/meetings/list',
  'commands/meetings/name',
  'commands/meetings/show',
  'commands/models/list',
  'commands/notes/notes',
  'commands/operations/undo',
  'commands/relabel/relabel',
  'commands/review/review',
  'commands/search/search',
  'commands/speakers/list',
  'commands/speakers/rename',
  'commands/speakers/show',
  'commands/tasks/add',
  'commands/tasks/change',
  'commands/tasks/list',
  'commands/transcript/transcript',
  'commands/vocabulary/apply',
  'commands/watch/watch',
];

/** Values and side effects that are imported when a module is loaded: no types, and nothing that is imported later. */
function loadedBy(file: string): string[] {
  const source = readFileSync(repo('src', `${file}.ts`), 'utf8');
  return [...source.matchAll(/^(?:import|export)\s(?!type\s)(?:[^;']*?\sfrom\s)?'([^']+)'/gm)].map(
    ([, target]) => (target.startsWith('.') ? normalize(join(dirname(file), target)).slice(0, -3) : target),
  );
}

/** How a module comes to load a heavy package; null: it does not. */
function wayToHeavy(start: string): string | null {
  const cameFrom = new Map<string, string>([[start, '']]);
  for (const [file, way] of cameFrom)
    for (const target of loadedBy(file)) {
      if (heavy.includes(target)) return `${way}${file} -> ${target}`;
      if (/^(?:[a-z-]+\/|context$|errors$)/.test(target) && isOurs(target) && !cameFrom.has(target))
        cameFrom.set(target, `${way}${file} -> `);
    }
  return null;
}

function isOurs(target: string): boolean {
  try {
    readFileSync(repo('src', `${target}.ts`));
    return true;
  } catch {
    return false;
  }
}

it.each(light)('%s loads nothing heavy', (command) => {
  expect(wayToHeavy(command)).toBeNull();
});

it('is seen where something heavy is loaded', () => {
  expect(wayToHeavy('text-embedding/text-embedder')).toMatch(/onnx\/session -> onnxruntime-node$/);
});
