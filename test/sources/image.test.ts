/** Container images: made by the usual tools, and by hand where those cannot. */

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Document } from '../../src/model/document.ts';
import { isProblem } from '../../src/model/problem.ts';
import { readDefaults } from '../../src/model/slice.ts';
import { image } from '../../src/sources/image/image.ts';
import { createFates } from '../../src/sources/image/states.ts';
import { eachEntry } from '../../src/sources/source.ts';
import { readAll } from '../formats/read.ts';
import { hasProgram, run, testWith } from '../formats/tools.ts';

interface Seen {
  readonly path: string;
  readonly text: string;
  readonly details: Record<string, string>;
}

async function look(path: string): Promise<{ seen: Seen[]; problems: string[] }> {
  const seen: Seen[] = [];
  const problems: string[] = [];
  const note = async (document: Document): Promise<void> => {
    const details = Object.fromEntries(document.provenance.details.map(({ name, value }) => [name, value]));
    seen.push({ path: document.provenance.path, text: (await readAll(document)).toString('latin1'), details });
    document.close?.();
  };
  for await (const slice of image.slices({ kind: 'image', locator: path }, readDefaults)) {
    if (isProblem(slice)) problems.push(`${slice.code} ${slice.detail}`);
    // Slices must survive the way to another thread.
    else
      for await (const entry of eachEntry(image.documents(structuredClone(slice), readDefaults)))
        if (isProblem(entry)) problems.push(`${entry.code} ${entry.detail}`);
        else await note(entry);
  }
  return { seen, problems };
}

const folder = mkdtempSync(join(tmpdir(), 'leakwalk-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const find = (seen: readonly Seen[], text: string): Seen[] => seen.filter((entry) => entry.text.includes(text));

describe('an image of umoci: a key written in layer 1, deleted in layer 2, a secret in ENV', () => {
  const tools = ['umoci', 'skopeo'];
  const layout = join(folder, 'layout');
  beforeAll(() => {
    if (!tools.every(hasProgram)) return;
    const bundle = join(folder, 'bundle');
    const reference = `${layout}:app`;
    const repack = (createdBy: string, change: () => void): void => {
      run('umoci', ['unpack', '--rootless', '--image', reference, bundle]);
      change();
      run('umoci', ['repack', '--image', reference, '--history.created_by', createdBy, bundle]);
      rmSync(bundle, { recursive: true });
    };
    const at = (name: string): string => join(bundle, 'rootfs', name);
    run('umoci', ['init', '--layout', layout]);
    run('umoci', ['new', '--image', reference]);
    repack('COPY key.txt app.conf /srv/ # buildkit', () => {
      mkdirSync(at('srv/deep'), { recursive: true });
      writeFileSync(at('srv/key.txt'), 'key in layer one');
      writeFileSync(at('srv/app.conf'), 'first configuration');
      writeFileSync(at('srv/deep/lower'), 'below an emptied folder');
    });
    repack('RUN rm /srv/key.txt', () => {
      rmSync(at('srv/key.txt'));
      rmSync(at('srv/deep'), { recursive: true });
      writeFileSync(at('srv/app.conf'), 'second configuration');
    });
    run('umoci', [
      'config',
      '--image',
      reference,
      '--config.env',
      'TOKEN=secret-in-env',
      '--config.label',
      'a=label-text',
      '--history.created_by',
      'ENV TOKEN=secret-in-env',
    ]);
  });

  const expectAll = ({ seen, problems }: Awaited<ReturnType<typeof look>>): void => {
    expect(problems).toEqual([]);
    const [key] = find(seen, 'key in layer one');
    expect(key).toMatchObject({
      path: 'srv/key.txt',
      details: {
        layer: '1 of 2',
        'created by': 'COPY key.txt app.conf /srv/ # buildkit',
        state: 'deleted in layer 2 of 2',
      },
    });
    expect(key!.details['digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(find(seen, 'first configuration')[0]!.details['state']).toBe('overwritten in layer 2 of 2');
    expect(find(seen, 'below an emptied folder')[0]!.details['state']).toBe('deleted in layer 2 of 2');
    expect(find(seen, 'second configuration')[0]!.details).toMatchObject({
      layer: '2 of 2',
      state: 'live',
      'created by': 'RUN rm /srv/key.txt',
    });
    expect(seen.find((entry) => entry.path === 'config/Env')).toMatchObject({
      text: 'TOKEN=secret-in-env\n',
      details: { member: 'config.Env' },
    });
    expect(seen.find((entry) => entry.path === 'config/Labels')!.text).toBe('a=label-text\n');
    const step = find(seen, 'ENV TOKEN=secret-in-env').find((entry) => entry.path.startsWith('history/'))!;
    // The command is shown without the value, and scanned with it.
    expect(step.details['created by']).toBe('ENV TOKEN=…');
  };

  testWith(tools)('as an OCI folder', async () => {
    expect(image.recognises!(layout)).toBe(true);
    expectAll(await look(layout));
  });

  testWith(tools)('as an OCI archive, also compressed', async () => {
    const path = join(folder, 'oci.tar');
    run('skopeo', ['copy', `oci:${layout}:app`, `oci-archive:${path}:app`]);
    expect(image.recognises!(path)).toBe(true);
    expectAll(await look(path));
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    expect(image.recognises!(`${path}.gz`)).toBe(true);
    expectAll(await look(`${path}.gz`));
  });

  testWith(tools)('as a docker archive of the older kind', async () => {
    const path = join(folder, 'docker.tar');
    run('skopeo', ['copy', `oci:${layout}:app`, `docker-archive:${path}:registry.example/app:1`]);
    expect(image.recognises!(path)).toBe(true);
    const looked = await look(path);
    expectAll(looked);
    expect(find(looked.seen, 'key in layer one')[0]!.details['image']).toBe('registry.example/app:1');
  });

  testWith([...tools, 'zstd'])('with layers in zstd', async () => {
    const path = join(folder, 'zstd');
    cpSync(layout, path, { recursive: true });
    const blob = (digest: string): string => join(path, 'blobs', 'sha256', digest.slice(7));
    const store = (bytes: Buffer): { digest: string; size: number } => {
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      writeFileSync(blob(digest), bytes);
      return { digest, size: bytes.length };
    };
    const index = JSON.parse(readFileSync(join(path, 'index.json'), 'utf8'));
    const manifest = JSON.parse(readFileSync(blob(index.manifests[0].digest), 'utf8'));
    for (const layer of manifest.layers) {
      const plain = run('gzip', ['-dc'], readFileSync(blob(layer.digest)));
      Object.assign(layer, {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
        ...store(run('zstd', ['-q', '-c'], plain)),
      });
    }
    Object.assign(index.manifests[0], store(Buffer.from(JSON.stringify(manifest))));
    writeFileSync(join(path, 'index.json'), JSON.stringify(index));
    expectAll(await look(path));
  });

  testWith(tools)('a blob that is not what its digest says is named', async () => {
    const path = join(folder, 'forged');
    cpSync(layout, path, { recursive: true });
    const names = readdirSync(join(path, 'blobs', 'sha256'));
    const layers = names.filter((name) => readFileSync(join(path, 'blobs', 'sha256', name))[0] === 0x1f);
    const [victim] = layers;
    const file = join(path, 'blobs', 'sha256', victim!);
    writeFileSync(file, Buffer.concat([readFileSync(file), gzipSync('')]));
    expect((await look(path)).problems).toEqual([
      'CORRUPT the blob is not what its digest says; it was scanned as it is',
    ]);
    rmSync(file);
    expect((await look(path)).problems).toEqual([
      expect.stringMatching(/^UNREADABLE layer \d of app .* is not here; not scanned$/),
    ]);
  });
});

describe('images made by hand', () => {
  const tar = (files: Record<string, string>): Buffer => {
    const root = mkdtempSync(join(folder, 'tar-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(root, name, '..'), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    return run('tar', ['-cf', '-', ...Object.keys(files)], undefined, root);
  };

  /** An OCI layout with one image, from layers and a configuration. */
  const layoutOf = (
    layers: readonly Buffer[],
    config: object,
    more: (store: (bytes: Buffer) => { digest: string; size: number }) => object[] = () => [],
  ): string => {
    const path = mkdtempSync(join(folder, 'oci-'));
    mkdirSync(join(path, 'blobs', 'sha256'), { recursive: true });
    const store = (bytes: Buffer): { digest: string; size: number } => {
      const hex = createHash('sha256').update(bytes).digest('hex');
      writeFileSync(join(path, 'blobs', 'sha256', hex), bytes);
      return { digest: `sha256:${hex}`, size: bytes.length };
    };
    const manifest = store(
      Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          config: store(Buffer.from(JSON.stringify(config))),
          layers: layers.map(store),
          annotations: { source: 'https://annotated' },
        }),
      ),
    );
    writeFileSync(join(path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    const inner = store(
      Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          manifests: [{ ...manifest, platform: { os: 'linux', architecture: 'arm64' } }, ...more(store)],
        }),
      ),
    );
    writeFileSync(
      join(path, 'index.json'),
      JSON.stringify({
        schemaVersion: 2,
        manifests: [{ ...inner, annotations: { 'org.opencontainers.image.ref.name': 'nested' } }],
      }),
    );
    return path;
  };

  test('build arguments of the older builder and of BuildKit are scanned, and not shown', async () => {
    const value = ['npm', 'abcdefabcdef'].join('_');
    const path = layoutOf([tar({ a: 'x' })], {
      author: 'the author',
      config: {
        Cmd: ['run', '--now'],
        Entrypoint: ['/entry'],
        Healthcheck: { Test: ['CMD', 'check'] },
        User: 'someone',
      },
      container_config: { Env: ['OLD=env'] },
      history: [
        { created_by: `RUN |1 NPM_TOKEN=${value} /bin/sh -c npm ci # buildkit`, created: '2026-01-02T03:04:05Z' },
        { created_by: 'CMD ["run"]', empty_layer: true, comment: 'a comment' },
      ],
    });
    const { seen, problems } = await look(path);
    expect(problems).toEqual([]);
    const step = seen.find((entry) => entry.path === 'history/1')!;
    expect(step.text).toContain(value);
    expect(step.details).toMatchObject({
      layer: '1 of 1',
      created: '2026-01-02T03:04:05Z',
      image: 'nested',
      platform: 'linux/arm64',
    });
    expect(step.details['created by']).toBe('RUN |1 NPM_TOKEN=… /bin/sh -c npm ci # buildkit');
    for (const entry of seen) expect(JSON.stringify(entry.details)).not.toContain(value);
    const byPath = Object.fromEntries(seen.map((entry) => [entry.path, entry.text]));
    expect(byPath).toMatchObject({
      'config/Cmd': 'run --now\n',
      'config/Entrypoint': '/entry\n',
      'container_config/Env': 'OLD=env\n',
    });
    expect(byPath['config/Healthcheck']).toContain('CMD check');
    expect(byPath['config/other']).toContain('someone');
    expect(byPath['config/other']).toContain('the author');
    expect(byPath['history/2']).toBe('CMD ["run"]\na comment\n');
    expect(seen.some((entry) => entry.text.includes('https://annotated'))).toBe(true);
  });

  test('attestations are read, with the sources in them', async () => {
    const dockerfile = 'FROM scratch\nARG TOKEN=in-the-dockerfile\n';
    const path = layoutOf([tar({ a: 'x' })], { history: [] }, (store) => {
      const statement = {
        predicateType: 'https://slsa.dev/provenance/v0.2',
        predicate: {
          args: { 'build-arg:T': 'in-the-arguments' },
          infos: [{ data: Buffer.from(dockerfile).toString('base64') }],
        },
      };
      const layer = { mediaType: 'application/vnd.in-toto+json', ...store(Buffer.from(JSON.stringify(statement))) };
      const manifest = store(Buffer.from(JSON.stringify({ config: store(Buffer.from('{}')), layers: [layer] })));
      return [{ ...manifest, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }];
    });
    const { seen, problems } = await look(path);
    expect(problems).toEqual([]);
    expect(find(seen, 'in-the-arguments')[0]!.details).toEqual({ attestation: 'https://slsa.dev/provenance/v0.2' });
    expect(seen.some((entry) => entry.text === dockerfile)).toBe(true);
  });

  test('whiteouts act before files of their own layer, and opaque folders hide all below', async () => {
    const path = layoutOf(
      [
        tar({ 'd/a': '1a', 'd/b': '1b', e: '1e', 'f/x': '1x' }),
        tar({ 'd/.wh..wh..opq': '', 'd/b': '2b', '.wh.e': '', e: '2e' }),
        tar({ f: '3f' }),
      ],
      {},
    );
    const { seen } = await look(path);
    const state = (text: string): string => seen.find((entry) => entry.text === text)!.details['state']!;
    expect(state('1a')).toBe('deleted in layer 2 of 3');
    expect(state('1b')).toBe('overwritten in layer 2 of 3');
    expect(state('1e')).toBe('overwritten in layer 2 of 3');
    expect(state('1x')).toBe('deleted in layer 3 of 3');
    for (const text of ['2b', '2e', '3f']) expect(state(text)).toBe('live');
  });

  test('blobs that no manifest names are read too', async () => {
    const path = layoutOf([tar({ a: 'x' })], {});
    writeFileSync(join(path, 'blobs', 'sha256', 'f'.repeat(64)), 'left behind');
    const { seen } = await look(path);
    expect(find(seen, 'left behind')[0]!.details).toEqual({ state: 'not part of a named image' });
  });

  test('what is no image is said to be none', async () => {
    const path = mkdtempSync(join(folder, 'none-'));
    writeFileSync(join(path, 'index.json'), '{}');
    await expect(look(path)).rejects.toMatchObject({ code: 'TARGET_MISSING' });
    await expect(look(join(path, 'absent'))).rejects.toMatchObject({ code: 'TARGET_MISSING' });
    expect(image.recognises!(path)).toBe(false);
    expect(existsSync(path)).toBe(true);
  });

  test('damaged descriptions are problems, not ends', async () => {
    const path = layoutOf([tar({ a: 'file in a layer' })], {});
    for (const name of readdirSync(join(path, 'blobs', 'sha256'))) {
      const file = join(path, 'blobs', 'sha256', name);
      if (readFileSync(file, 'latin1') === '{}') writeFileSync(file, 'no json');
    }
    const { seen, problems } = await look(path);
    expect(find(seen, 'file in a layer')).toHaveLength(1);
    expect(find(seen, 'no json')).toHaveLength(1);
    expect(problems.join()).toMatch(/^CORRUPT the configuration .* is not well made/);
  });
});

describe('fates', () => {
  test('the first later layer that touches a path decides', () => {
    const none = { files: [], folders: [], removed: [], opaque: [] };
    const fates = createFates();
    fates.note({ ...none, files: ['a/b'] }, 4);
    fates.note({ ...none, removed: ['a'] }, 3);
    expect(fates.of('a/b')).toEqual({ how: 'deleted', layer: 3 });
    fates.note({ ...none, opaque: [''] }, 2);
    expect(fates.of('x')).toEqual({ how: 'deleted', layer: 2 });
    expect(createFates().of('a/b')).toBeUndefined();
  });
});
