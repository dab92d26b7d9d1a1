// Builds the WASM modules (the prefilter, the cutter of pieces) and chooses the prefilter's grams.
//   node scripts/prefilter.mjs                      compiles each assembly/ into the generated/ beside it if it changed
//   node scripts/prefilter.mjs --check              fails if a generated/ is not what its assembly/ compiles to
//   node scripts/prefilter.mjs --place FILE...      chooses the grams of dist/rules.json's keywords by these samples
//                                                   (--keywords MODULE: those that a module exports)
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Source → source of the relaxed build. */
const relax = (text) => text.replaceAll('v128.swizzle(', 'i8x16.relaxed_swizzle(');

const plain = (text) => text;

/** Of each room that has an `assembly/`: the file that is compiled, and how. */
const rooms = [
  {
    room: join(root, 'src/prefilter'),
    entry: 'prefilter.ts',
    builds: {
      simd: { edit: plain, features: ['simd'] },
      'relaxed-simd': { edit: relax, features: ['simd', 'relaxed-simd'] },
    },
  },
  { room: join(root, 'src/scan'), entry: 'pieces.ts', builds: { pieces: { edit: plain, features: [] } } },
];

const targetOf = (room) => join(room, 'generated/modules.ts');

function sourcesOf(room) {
  const assembly = join(room, 'assembly');
  const names = readdirSync(assembly)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(assembly, name), 'utf8')]));
}

/** What the binaries are made of: the sources and the compiler's version. */
function digest(files) {
  const hash = createHash('sha256');
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  hash.update(devDependencies.assemblyscript);
  for (const [name, text] of files) hash.update(`\0${name}\0${text}`);
  return hash.digest('hex');
}

async function compile(files, entry, { edit, features }) {
  const { default: asc } = await import('assemblyscript/asc');
  let binary;
  const options = [entry, '--outFile', 'module.wasm', '-O3', '--noAssert', '--runtime', 'stub'];
  options.push('--importMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--use', 'abort=');
  for (const feature of features) options.push('--enable', feature);
  const { error, stderr } = await asc.main(options, {
    readFile: (name) => (files.has(name) ? edit(files.get(name)) : null),
    writeFile: (_name, bytes) => {
      binary = bytes;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`assembly/ does not compile: ${stderr}`);
  return Buffer.from(binary).toString('base64');
}

async function render(files, { entry, builds }) {
  const lines = [
    '/** Made by scripts/prefilter.mjs from assembly/; do not edit. */',
    '',
    `// SHA-256 of the sources and the compiler version: ${digest(files)}`,
    '',
    '/** The binaries, base64. */',
    'export const modules = {',
  ];
  for (const [name, build] of Object.entries(builds))
    lines.push(`  '${name}': '${await compile(files, entry, build)}',`);
  return `${lines.join('\n')}\n} as const;\n`;
}

const fresh = (target, files) =>
  existsSync(target) && readFileSync(target, 'utf8').includes(`version: ${digest(files)}`);

/**
 * Makes sure that each `generated/modules.ts` is what `assembly/` compiles to; compiles only where the digest of the
 * sources says that it is not. Returns the rooms that it compiled.
 */
export async function buildModules() {
  const compiled = [];
  for (const each of rooms) {
    const files = sourcesOf(each.room);
    const target = targetOf(each.room);
    if (fresh(target, files)) continue;
    writeFileSync(target, await render(files, each));
    compiled.push(each.room);
  }
  return compiled;
}

/** Compiles in any case and compares: what CI asks. Returns what is stale. */
async function staleModules() {
  const stale = [];
  for (const each of rooms) {
    const target = targetOf(each.room);
    if (readFileSync(target, 'utf8') !== (await render(sourcesOf(each.room), each))) stale.push(target);
  }
  return stale;
}

/** Keywords of the built rules whose grams are not chosen yet. */
function unplaced() {
  const rules = join(root, 'dist/rules.json');
  if (!existsSync(rules)) return [];
  const text = readFileSync(join(root, 'src/prefilter/generated/grams.ts'), 'utf8');
  const { grams } = JSON.parse(text.slice(text.indexOf('`') + 1, text.lastIndexOf('`')));
  const keywords = JSON.parse(readFileSync(rules, 'utf8')).rules.flatMap((rule) => rule.keywords);
  const keys = new Set(keywords.filter(({ run }) => !run).map(({ text, fold }) => (fold ? 'i:' : 'c:') + text));
  return [...keys].filter((key) => key.length - 2 >= 5 && !(key in grams));
}

async function main(args) {
  if (args[0] === '--place') {
    const { placeFile } = await import('./prefilter-grams.mjs');
    const { values, positionals } = parseArgs({
      args: args.slice(1),
      allowPositionals: true,
      options: { keywords: { type: 'string' } },
    });
    if (positionals.length === 0)
      throw new Error('--place needs sample files: real text of the kinds that are scanned');
    return placeFile(root, positionals, values.keywords);
  }
  if (args[0] === '--check') {
    const missing = unplaced();
    if (missing.length > 0) {
      console.log(
        `${missing.length} keywords are not in grams.ts and placed when the program starts; --place places them better`,
      );
    }
    const stale = await staleModules();
    for (const target of stale) console.error(`${target} is stale: run node scripts/prefilter.mjs`);
    if (stale.length > 0) process.exitCode = 1;
    return;
  }
  const compiled = await buildModules();
  console.log(compiled.length > 0 ? `compiled ${compiled.join(', ')}` : 'up to date');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
