// Bundles what the page loads when it first shows code or a formula, from here and from the packages of the
// lock file, into public/text/, which the rest of the build copies into the site:
//
//   enrich.mjs         what all of it needs; the page asks for it by this name
//   NAME.HASH.mjs      a part that is loaded at its first use; its name changes with its content
//   licences.txt       what the packages' licences ask for
//
// With --watch it stays, and does it again at every edit, until its parent process ends.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { FILES, patched } from './patches.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SITE = join(HERE, '../public/text');

/** Changes files of packages on their way, and makes style sheets text. @type {import('esbuild').Plugin} */
const packages = {
  name: 'packages',
  setup(build) {
    build.onLoad({ filter: FILES }, async ({ path }) => {
      const text = patched(path.replaceAll('\\', '/'), readFileSync(path, 'utf8'));
      if (!path.endsWith('.css')) return { contents: text, loader: 'js' };
      const { code } = await build.esbuild.transform(text, { loader: 'css', minify: true });
      return { contents: code, loader: 'text' };
    });
  },
};

/** Writes what has changed, and removes what is left of the last time. @type {import('esbuild').Plugin} */
const site = {
  name: 'site',
  setup(build) {
    build.onEnd(({ errors, outputFiles, metafile }) => {
      if (errors.length > 0 || !outputFiles || !metafile) return;
      mkdirSync(SITE, { recursive: true });
      const files = new Map(outputFiles.map(({ path, contents }) => [path, Buffer.from(contents)]));
      files.set(join(SITE, 'licences.txt'), Buffer.from(licences(Object.keys(metafile.inputs))));
      for (const [path, contents] of files) {
        // What is as it was keeps its time: nothing else is built again for it.
        if (!same(path, contents)) writeFileSync(path, contents);
      }
      for (const name of readdirSync(SITE)) {
        if (!files.has(join(SITE, name))) rmSync(join(SITE, name), { recursive: true });
      }
    });
  },
};

function same(/** @type {string} */ path, /** @type {Buffer} */ contents) {
  try {
    return readFileSync(path).equals(contents);
  } catch {
    return false;
  }
}

/** The licences of the packages that the bundled files are of. */
function licences(/** @type {string[]} */ inputs) {
  const names = new Set(inputs.flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []));
  const texts = [...names].sort().map((name) => {
    const folder = join(HERE, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  // Its licence is at the head of the file alone.
  const chemistry = readFileSync(join(HERE, 'node_modules/temml/contrib/mhchem/mhchem.js'), 'utf8')
    .match(/Copyright \(c\) 2011[^]*?limitations under the License\./)?.[0].replace(/^ *\* ?/gm, '');
  if (!chemistry) throw new Error('mhchem has no licence');
  texts.push(`mhchem, in temml (Apache-2.0)\n\n${chemistry}\n`);
  return `The files in this folder contain parts of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

const building = await context({
  absWorkingDir: HERE,
  entryPoints: ['enrich.mjs'],
  outdir: SITE,
  entryNames: '[name]',
  chunkNames: '[name].[hash]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
  plugins: [packages, site],
});
if (process.argv.includes('--watch')) {
  await building.watch();
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(), 500);
} else {
  await building.rebuild();
  await building.dispose();
}
