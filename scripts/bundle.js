// Joins the modules of dist/ and the small packages that every command needs into few files, dist/start/: a program that
// reads hundreds of files before it does anything takes half a second to say a word. So do the pipeline's process and each
// of its threads. The files are scripts, not modules, because what is compiled of a script can be kept:
// src/cli/load-scripts.ts runs them.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { build, transform } from 'esbuild';

const readable = {
  platform: 'node',
  target: 'node20',
  // Names stay: a stack that somebody sends with a report can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  // Node prints the whole line in which an error was not caught.
  lineLimit: 120,
  legalComments: 'none',
  logLevel: 'warning',
};
const common = { ...readable, bundle: true };

/** Packages that are JavaScript alone, and that short commands load. All others stay where they are installed. */
const joined = [
  'chrono-node',
  'commander',
  'diff',
  'double-metaphone',
  'string-width',
  'uuid',
  'yaml',
  'zod',
];

/** Parts of packages that cost every command milliseconds and serve few, and what stands there instead. */
const lighter = [
  // Classes of all emoji, and of what is invisible, take 30 ms to construct; most of what is measured is ASCII.
  ...['visibleCharacterRegex', 'spacingMarkRegex', 'rgiEmojiRegex', 'extendedPictographicRegex'].map(
    (name) => ({
      file: 'string-width/index.js',
      part: new RegExp(`^const ${name} = (/.*/[a-z]+);$`, 'm'),
      instead: (_, regex) => `const ${name} = whenUsed(() => ${regex});`,
    }),
  ),
  {
    file: 'string-width/index.js',
    part: 'const segmenter = new Intl.Segmenter();',
    instead: `let theSegmenter;
const segmenter = { segment: (text) => (theSegmenter ??= new Intl.Segmenter()).segment(text) };
function whenUsed(make) {
  let regex;
  return {
    test: (text) => (regex ??= make()).test(text),
    [Symbol.search]: (text) => (regex ??= make())[Symbol.search](text),
    [Symbol.match]: (text) => (regex ??= make())[Symbol.match](text),
  };
}`,
  },
  // Fifty languages of messages, of which English is used.
  ...['classic/external.js', 'core/index.js'].map((file) => ({
    file: `zod/v4/${file}`,
    part: 'export * as locales from "../locales/index.js";',
    instead: '',
  })),
];

/** @param {string} root of the repository; dist/ is compiled. */
export async function bundle(root) {
  const dist = join(root, 'dist');
  const start = join(dist, 'start');
  const { metafile, outputFiles } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: ['cli/main.js', 'pipeline/worker.js', 'onnx/telemetry-off.js'].map((file) =>
      join(dist, file),
    ),
    outdir: start,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    format: 'esm',
    write: false,
    metafile: true,
    plugins: [{ name: 'scribe', setup: (hooks) => setUp(hooks, dist) }],
  });
  const needs = (name) => esModulesOf(root, metafile.outputs, `dist/start/${name}.js`);
  mkdirSync(start);
  const hash = createHash('sha256');
  for (const { path, text } of outputFiles) {
    const script = await toScript(root, basename(path, '.js'), text, needs);
    hash.update(script);
    writeFileSync(path.replace(/\.js$/, '.cjs'), script);
  }
  for (const name of ['main', 'worker']) await writeStart(root, name, needs(name), hash.copy().digest('hex'));
  // Where the pipeline's process and its threads are started from.
  writeFileSync(join(dist, 'pipeline', 'worker.js'), "import '../start/worker.js';\n");
  writeFileSync(join(start, 'LICENSES'), licencesOf(root, Object.keys(metafile.inputs)));
}

/**
 * A module that esbuild has made of others, as a function: `Wrapper` of src/cli/load-scripts.ts.
 *
 * @param {(name: string) => string[]} needs
 */
async function toScript(root, name, module, needs) {
  const { code } = await transform(module, {
    ...readable,
    format: 'cjs',
    define: { 'import.meta.url': 'url' },
  });
  if (/\b__(file|dir)name\b/.test(code))
    throw new Error(`${name} asks where it is: the package that does cannot be joined`);
  const loaded = code.replace(
    /\bimport\("\.\/([\w-]+)\.js"\)/g,
    (_, other) => `load(${[`${other}.cjs`, needs(other)].map((each) => JSON.stringify(each)).join(',')})`,
  );
  const taken = loaded.replace(/\bimport\(("[^"]+")\)/g, 'take($1)');
  // Node does not know what to do with it in a script whose code was kept.
  if (/[^\w.]import\(/.test(taken)) throw new Error(`${name} imports what only it can name`);
  const required = taken
    .replace(/\brequire\("\.\/([\w-]+)\.js"\)/g, 'require("./$1.cjs")')
    .replace(/\b__toESM\((require\("([^"]+)"\))\)/g, (_, call, other) =>
      isEsModule(root, other) ? call : `__toESM(${call},1)`,
    );
  return `(function(module,exports,require,load,take,url){${required}})\n`;
}

/** Packages that are ES modules, which a joined module imports or one that it imports. */
function esModulesOf(root, outputs, name, seen = new Set()) {
  if (seen.has(name)) return [];
  seen.add(name);
  const names = outputs[name].imports
    .filter(({ kind }) => kind === 'import-statement')
    .flatMap(({ path, external }) =>
      external ? (isEsModule(root, path) ? [path] : []) : esModulesOf(root, outputs, path, seen),
    );
  return [...new Set(names)];
}

const isEsModule = (root, name) => !isBuiltin(name) && !isCommonJs(root, /^(?:@[^/]+\/)?[^/]+/.exec(name)[0]);

/**
 * Writes the module that a process or a thread begins with. What runs scripts is in it. It asks for modules of node past
 * `import`, which would load what streams need.
 */
async function writeStart(root, name, needs, hash) {
  await build({
    ...common,
    absWorkingDir: root,
    stdin: {
      // What switches the telemetry of onnxruntime off runs before anything can load that.
      contents: `import { loadScript } from './dist/cli/load-scripts.js';
await loadScript('telemetry-off.cjs');
const { ended } = await loadScript('${name}.cjs', ${JSON.stringify(needs)});
await ended;`,
      resolveDir: root,
    },
    outfile: join(root, 'dist', 'start', `${name}.js`),
    format: 'esm',
    define: { __BUILD__: JSON.stringify(hash.slice(0, 16)) },
    plugins: [{ name: 'node', setup: pastImport }],
  });
}

function pastImport(hooks) {
  hooks.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }));
  hooks.onLoad({ filter: /^/, namespace: 'node' }, ({ path }) => ({
    contents: `module.exports = process.getBuiltinModule('${path}');`,
  }));
}

function setUp(hooks, dist) {
  hooks.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
    if (importer === '' || importer.includes('node_modules')) return undefined;
    if (kind === 'dynamic-import' && joined.includes(path) && isCommonJs(dirname(dist), path))
      throw new Error(
        `${importer} imports ${path} when it is needed, and would get no names: it is CommonJS`,
      );
    return joined.includes(path) ? undefined : { path, external: true };
  });
  // A file may have several parts, and the first hook that answers for a file is the only one.
  for (const name of new Set(lighter.map(({ file }) => file)))
    hooks.onLoad(
      { filter: new RegExp(`${name.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`) },
      ({ path }) => {
        let contents = readFileSync(path, 'utf8');
        for (const { part, instead } of lighter.filter(({ file }) => file === name)) {
          const before = contents;
          contents = before.replace(part, instead);
          if (contents === before)
            throw new Error(`${path} has no line \`${part}\` any more: see scripts/bundle.js`);
        }
        return { contents, loader: 'js' };
      },
    );
  // A module finds its files beside where it was compiled to, not beside the file that it was joined into.
  hooks.onLoad({ filter: /\.js$/ }, ({ path }) => {
    if (!path.startsWith(dist + sep)) return undefined;
    const place = `../${relative(dist, path).split(sep).join('/')}`;
    const contents = readFileSync(path, 'utf8')
      .replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`)
      // Of its namespace esbuild takes what is used; of an object with all that there is, everything.
      .replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';");
    return { contents, loader: 'js', resolveDir: dirname(path) };
  });
}

const isCommonJs = (root, name) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).type !== 'module';

/** The licences of the packages that were joined, as they ask for. */
function licencesOf(root, inputs) {
  const folders = new Set(inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]));
  folders.delete(undefined);
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      return `${name} ${version} (${license})\n\n${licenceText(join(root, folder))}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (!file) throw new Error(`${folder} has no file with its licence: it cannot be joined`);
  return readFileSync(join(folder, file), 'utf8').trim();
}
