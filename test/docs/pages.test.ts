import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { formatBytes } from '../../src/domain/bytes.js';
import { suppressionReasons } from '../../src/domain/suppressed.js';
import { exitStatus } from '../../src/errors.js';
import { downloadSize, isShipped, readCatalog } from '../../src/models/catalog.js';
import { stageNames } from '../../src/pipeline/events.js';
import { formats } from '../../src/render/formats.js';
import { jsonTranscriptSchema } from '../../src/render/json.js';
import {
  environmentVariableOf,
  flagOf,
  isSecret,
  settingDefinitions,
  settingNames,
} from '../../src/settings/definitions.js';
import { matchProfileDefaults } from '../../src/speakers/match-profile.js';
import { repo } from '../shared.js';

const program = createProgram(new AbortController().signal).command;
const page = (name: string): string => readFileSync(repo(name), 'utf8');
const rowsOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| '));

/** The one row of a page's tables whose first cell begins with this code. */
function rowOf(name: string, code: string): string {
  const rows = rowsOf(page(name)).filter(
    (row) => row.startsWith(`| \`${code}\``) || row.startsWith(`| \`${code} `),
  );
  expect(rows, `${name} has one row for ${code}`).toHaveLength(1);
  return rows[0];
}

function leaves(parent: Command, path: string[] = []): string[] {
  return parent.commands.flatMap((child) => {
    const here = [...path, child.name()];
    return child.commands.length > 0 ? leaves(child, here) : [here.join(' ')];
  });
}

/** Every page that is written by hand. */
const pages = [
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md'],
  ...readdirSync(repo('docs'))
    .filter((name) => name.endsWith('.md') && name !== 'reference.md')
    .map((name) => `docs/${name}`),
];

function optionsOf(command: Command): Option[] {
  return [...command.options, ...command.commands.flatMap(optionsOf)];
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe.each(pages)('%s', (name) => {
  const text = page(name);

  it('names scripts of package.json that are there', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(page('package.json'));
    for (const [, script] of text.matchAll(/\bnpm run ([a-z][a-z:]*)/g))
      expect(scripts, script).toHaveProperty(script);
  });

  // The worked example for contributors adds a flag.
  it.skipIf(name === 'docs/contributing.md')(
    'names flags that some command takes, and former names only where they are explained',
    () => {
      const former = name === 'docs/configuration.md';
      const options = optionsOf(program).filter(({ hidden }) => former || !hidden);
      const known = ['--help', ...options.map(({ long }) => long)];
      for (const [flag] of text.replace(/\]\([^)]*\)/g, '').matchAll(/(?<![\w-])--[a-z][a-z-]*\b/g))
        expect(known, flag).toContain(flag);
    },
  );
});

describe('docs/getting-started.md', () => {
  it.each(leaves(program))('has %s in its table', (path) => {
    rowOf('docs/getting-started.md', `scribe ${path}`);
  });
});

describe('docs/configuration.md', () => {
  /** How a default is written there when it is not the value itself. */
  const written: Partial<Record<string, string>> = {
    export: 'not set',
    languages: 'any',
    threads: 'one per processor',
    matchThreshold: 'by voice model',
    matchMargin: 'by voice model',
  };

  it.each(settingNames)('has the flag, the variable, the key and the default of %s', (name) => {
    const start = isSecret(name) ? environmentVariableOf(name) : flagOf(name);
    const row = rowOf('docs/configuration.md', start);
    const [flag, variable, key, fallback] = row.split(' | ');
    const { default: value, argument } = settingDefinitions[name];
    // Lists of processes show flags.
    expect(flag).toBe(
      `| \`${start}${isSecret(name) ? '`, no flag' : `${argument === null ? '' : ` ${argument}`}\``}`,
    );
    expect(variable).toBe(`\`${environmentVariableOf(name)}\``);
    expect(key).toBe(`\`${name}\``);
    const plain = value === null ? 'not set' : value === '' ? 'none' : `\`${value}\``;
    expect(fallback).toBe(written[name] ?? plain);
  });

  it('has the thresholds of the voice model that ships', () => {
    const { threshold, margin } = matchProfileDefaults[settingDefinitions.voiceModel.default];
    const short = (value: number) => value.toFixed(2).slice(1);
    expect(rowOf('docs/configuration.md', '--match-threshold')).toContain(short(threshold));
    expect(rowOf('docs/configuration.md', '--match-margin')).toContain(short(margin));
  });

  it('has every environment variable that the program reads', () => {
    const names =
      /\b(?:(?:SCRIBE|HF|HUGGINGFACE|TRANSFORMERS)_[A-Z_]+[A-Z]|(?:HTTPS?|ALL|NO)_PROXY|[A-Z_]*(?:CERT_FILE|CA_BUNDLE|CA_CERTS)|ORT_[A-Z_]+[A-Z])\b|\benvironment\.([A-Z][A-Z_]+)\b/g;
    const found = new Set(
      sources(repo('src')).flatMap((text) => [...text.matchAll(names)].map((match) => match[1] ?? match[0])),
    );
    expect(found).toContain('SCRIBE_OFFLINE');
    for (const name of found) expect(page('docs/configuration.md'), name).toContain(`\`${name}\``);
  });
});

describe('docs/exit-codes.md', () => {
  it.each(Object.entries(exitStatus))('has %s (%i)', (code, status) => {
    expect(page('docs/exit-codes.md')).toMatch(new RegExp(`^\\| ${status} \\|`, 'm'));
    expect(page('docs/exit-codes.md')).toContain(`\`${code}\` (${status})`);
  });
});

describe('docs/models.md', () => {
  it.each(readCatalog().map((model) => [model.name, model] as const))(
    '%s has its size, its memory, its licence and the advice of the catalog',
    (name, model) => {
      const row = rowOf('docs/models.md', name);
      expect(row).toContain(`| ${formatBytes(downloadSize(model)!)} | ${formatBytes(model.memory.bytes)} |`);
      expect(row).toContain(`| ${model.licence} | ${model.advice} |`);
      expect(row.includes('(ships)')).toBe(isShipped(model) || model.source.kind === 'package');
    },
  );
});

describe('docs/formats.md', () => {
  const text = page('docs/formats.md');

  it.each(Object.values(formats).map(({ fileName }) => fileName))('has %s', (file) => {
    rowOf('docs/formats.md', file);
  });

  it.each(Object.keys(jsonTranscriptSchema.shape))('has the key %s of transcript.json', (key) => {
    expect(rowsOf(text).some((row) => row.split(' | ')[0].includes(`\`${key}\``))).toBe(true);
  });

  it('has every event of ingest --json, and every stage', () => {
    const events = readFileSync(repo('src/pipeline/events.ts'), 'utf8').matchAll(
      /readonly kind: '([a-z-]+)'/g,
    );
    const kinds = [...events].map(([, kind]) => kind);
    expect(kinds.length).toBeGreaterThan(5);
    for (const kind of [...kinds, ...stageNames]) expect(text, kind).toContain(`\`${kind}\``);
  });
});

it.each(suppressionReasons)('docs/accuracy.md says what %s means', (reason) => {
  rowOf('docs/accuracy.md', reason);
});

describe('NOTICE', () => {
  const manifest: { files: string[]; dependencies: Record<string, string> } = JSON.parse(
    page('package.json'),
  );

  it('names every library that is installed with the package, and every model inside', () => {
    for (const name of Object.keys(manifest.dependencies)) expect(page('NOTICE'), name).toContain(name);
    for (const { name, source } of readCatalog())
      if (source.kind === 'repository') expect(page('NOTICE'), name).toContain(name);
  });

  it('is in the package, as are the licence and the changelog', () => {
    expect(manifest.files).toEqual(
      expect.arrayContaining(['LICENSE', 'NOTICE', 'CHANGELOG.md', 'README.md', 'SECURITY.md', 'docs']),
    );
    for (const file of manifest.files.filter((name) => !/^(dist|npm-shrinkwrap|!)/.test(name)))
      expect(existsSync(repo(file)), file).toBe(true);
  });
});
