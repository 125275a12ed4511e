// Bundles the page into dist/: one script, one style sheet, the fonts, and the notices of what is inside.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

export async function bundle({ minify = true } = {}) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: { app: 'src/main.ts', page: 'src/styles/page.css' },
    outdir: 'dist/assets',
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    conditions: minify ? ['production'] : ['development'],
    loader: { '.woff2': 'file' },
    legalComments: 'none',
    minify,
    sourcemap: minify ? false : 'inline',
    write: false,
    logLevel: 'warning',
  });
  const files = new Map(
    result.outputFiles.map((file) => [file.path.slice(join(here, 'dist').length + 1).replaceAll('\\', '/'), file.contents]),
  );
  const named = (pattern) => [...files.keys()].find((path) => pattern.test(path));
  const html = (await readFile(join(here, 'index.html'), 'utf8'))
    .replace('%style%', `/${named(/page-.*\.css$/)}`)
    .replace('%font%', `/${named(/inter-latin-opsz.*\.woff2$/)}`)
    .replace('%script%', `/${named(/app-.*\.js$/)}`);
  files.set('assets/notices.txt', Buffer.from(await notices()));
  files.set('index.html', Buffer.from(html));
  return files;
}

async function notices() {
  const parts = [
    ['Inter, the typeface (@fontsource-variable/inter), SIL Open Font License 1.1', '@fontsource-variable/inter/LICENSE'],
    ['Lit (lit, lit-element, lit-html, @lit/reactive-element), BSD-3-Clause', 'lit/LICENSE'],
    ['uPlot (uplot), MIT', 'uplot/LICENSE'],
  ];
  const texts = await Promise.all(
    parts.map(async ([title, path]) => `${title}\n\n${await readFile(join(here, 'node_modules', path), 'utf8')}`),
  );
  return texts.join(`\n\n${'-'.repeat(72)}\n\n`);
}

async function main() {
  const files = await bundle();
  await rm(join(here, 'dist'), { recursive: true, force: true });
  for (const [path, bytes] of files) {
    const target = join(here, 'dist', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  const size = (pattern) => gzipSync([...files].find(([path]) => pattern.test(path))[1]).length / 1024;
  console.log(`the page: script ${size(/\.js$/).toFixed(1)} KB, style ${size(/\.css$/).toFixed(1)} KB (gzip)`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main();
}
