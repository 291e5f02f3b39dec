// Joins the modules of dist/ and the small packages that every command needs into few files, dist/start/: a program that
// reads hundreds of files before it does anything takes half a second to say a word. So do the pipeline's process and each
// of its threads.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

/** Packages that are JavaScript alone, and that short commands load. All others stay where they are installed. */
const joined = [
  'chrono-node',
  'commander',
  'diff',
  'double-metaphone',
  'env-paths',
  'string-width',
  'uuid',
  'yaml',
  'zod',
];

/** Parts of packages that cost every command milliseconds and serve few, and what stands there instead. */
const lighter = [
  {
    // The class of all emoji takes 20 ms to construct; most of what is measured is ASCII.
    file: 'string-width/index.js',
    part: 'const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;',
    instead: `let emoji;
const rgiEmojiRegex = { test: (text) => (emoji ??= /^\\p{RGI_Emoji}$/v).test(text) };`,
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
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(dist, 'cli', 'main.js'), join(dist, 'pipeline', 'worker.js')],
    outdir: join(dist, 'start'),
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Names stay: a stack that somebody sends with a report can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    // Node prints the whole line in which an error was not caught.
    lineLimit: 120,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
    plugins: [{ name: 'scribe', setup: (hooks) => setUp(hooks, dist) }],
  });
  for (const name of Object.keys(metafile.outputs))
    if (/\b__(file|dir)name\b/.test(readFileSync(join(root, name), 'utf8')))
      throw new Error(`${name} asks where it is: the package that does cannot be joined`);
  // Where the pipeline's process and its threads are started from.
  writeFileSync(join(dist, 'pipeline', 'worker.js'), "import '../start/worker.js';\n");
  writeFileSync(join(dist, 'start', 'LICENSES'), licencesOf(root, Object.keys(metafile.inputs)));
}

function setUp(hooks, dist) {
  // What it says has to be said before onnxruntime is loaded. A joined module runs after all packages that are not joined;
  // one that stays outside keeps its place before them.
  hooks.onResolve({ filter: /\/telemetry-off\.js$/ }, () => ({
    path: '../onnx/telemetry-off.js',
    external: true,
  }));
  hooks.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
    if (importer === '' || importer.includes('node_modules')) return undefined;
    return joined.includes(path) ? undefined : { path, external: true };
  });
  for (const { file, part, instead } of lighter)
    hooks.onLoad(
      { filter: new RegExp(`${file.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`) },
      ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes(part))
          throw new Error(`${path} has no line \`${part}\` any more: see scripts/bundle.js`);
        return { contents: source.replace(part, () => instead), loader: 'js' };
      },
    );
  // A module finds its files beside where it was compiled to, not beside the file that it was joined into.
  hooks.onLoad({ filter: /\.js$/ }, ({ path }) => {
    if (!path.startsWith(dist + sep)) return undefined;
    const place = `../${relative(dist, path).split(sep).join('/')}`;
    const contents = readFileSync(path, 'utf8').replaceAll(
      'import.meta.url',
      `new URL('${place}', import.meta.url).href`,
    );
    return { contents, loader: 'js', resolveDir: dirname(path) };
  });
}

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
