// Writes dist/schema/report.json out of the shape that reports are read with.
// The engine is TypeScript, which Node 20 cannot run, so it is bundled first.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function buildSchemas({ out }) {
  const folder = join(out, '.build-schemas');
  mkdirSync(folder, { recursive: true });
  try {
    const bundle = await rolldown({ cwd: root, input: 'src/findings/schema.ts', platform: 'node', logLevel: 'warn' });
    await bundle.write({ file: join(folder, 'schema.mjs'), format: 'esm' });
    await bundle.close();
    const { reportSchema } = await import(pathToFileURL(join(folder, 'schema.mjs')).href);
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://leakwalk.dev/schema/report.json',
      title: 'leakwalk report',
      ...toJsonSchema(reportSchema, { errorMode: 'throw' }),
    };
    mkdirSync(join(out, 'schema'), { recursive: true });
    writeFileSync(join(out, 'schema', 'report.json'), `${JSON.stringify(schema, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
