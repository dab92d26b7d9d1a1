/** `image:` container images on disk: docker save archives, OCI layouts and archives, as folders, tar or compressed tar. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shownCommand } from '../../formats/shown-command.ts';
import type { Detail, Document } from '../../model/document.ts';
import { UsageError } from '../../model/errors.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { ReadOptions, Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import type { Source } from '../source.ts';
import { attestationDocuments, configDocuments, imageDetails } from './config.ts';
import { type LayerWork, layerDocuments, tableOf } from './layer.ts';
import { type Contents, type Image, object, readContents, readJson } from './manifest.ts';
import { isImageArchive } from './recognise-image.ts';
import { createFates, type LayerTable } from './states.ts';
import { openPart, openStore, type Part, type Store } from './store.ts';

/** The slice with everything that is no layer. */
interface RestWork {
  readonly kind: 'rest';
  readonly path: string;
}

async function contentsOf(path: string, where: string): Promise<{ store: Store; contents: Contents }> {
  const store = await openStore(path, where);
  return { store, contents: await readContents(store, where) };
}

export const image: Source = {
  kind: 'image',
  summary: 'a container image on disk: docker save or OCI, archive or folder; every layer, configuration and history',
  recognises,
  async *slices(target: Target): AsyncGenerator<Slice | Problem> {
    const path = target.locator;
    if (!existsSync(path)) throw new UsageError('TARGET_MISSING', `${path}: there is no such file or folder`);
    const where = targetName(target);
    const { store, contents } = await contentsOf(path, where);
    if (contents.images.length === 0 && contents.attestations.length === 0)
      throw new UsageError(
        'TARGET_MISSING',
        `${path}: holds no container image (no manifest.json or index.json that names one); scan it as a file or folder instead`,
      );
    yield* contents.problems;
    yield { kind: 'slice', target, label: 'image configuration', work: { kind: 'rest', path } satisfies RestWork };
    const seen = new Set<string>();
    for (const one of contents.images) yield* layerSlices(target, store, one, seen);
  },
  async *documents(slice: Slice, options: ReadOptions): AsyncGenerator<Document | Problem> {
    const work = slice.work as LayerWork | RestWork;
    if (work.kind === 'layer') yield* layerDocuments(work, targetName(slice.target), options);
    else yield* restDocuments(work.path, targetName(slice.target));
  },
};

/** A folder or file that is laid out as an image. */
function recognises(path: string): boolean {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.isFile() && isImageArchive(path);
  if (existsSync(join(path, 'oci-layout')) && existsSync(join(path, 'index.json'))) return true;
  return existsSync(join(path, 'manifest.json')) && existsSync(join(path, 'repositories'));
}

/** From the topmost layer down, so that what became of a layer's files is known when its turn comes. */
async function* layerSlices(
  target: Target,
  store: Store,
  one: Image,
  seen: Set<string>,
): AsyncGenerator<Slice | Problem> {
  const fates = createFates();
  const isUnseen = (name: string): boolean => !seen.has(store.parts.get(name)?.name ?? '');
  for (let k = one.layers.length - 1; k >= 0; k--) {
    const layer = one.layers[k]!;
    const part = store.parts.get(layer.part);
    if (!part) {
      yield problem(
        'UNREADABLE',
        targetName(target),
        `layer ${k + 1} of ${one.name} (${layer.digest || layer.part}) is not here; not scanned`,
      );
      continue;
    }
    // Layers shared with an image that came before are not read again, unless one of this image's own lies below.
    const isNew = isUnseen(layer.part);
    if (!isNew && !one.layers.slice(0, k).some((lower) => isUnseen(lower.part))) continue;
    const table = await tableOf(part);
    if (isNew) yield layerSlice(target, one, k, part, changed(table, fates, one.layers.length));
    seen.add(part.name);
    fates.note(table, k + 1);
  }
}

function changed(table: LayerTable, fates: ReturnType<typeof createFates>, count: number): Map<string, string> {
  const result = new Map<string, string>();
  for (const path of table.files) {
    const change = fates.of(path);
    if (change) result.set(path, `${change.how} in layer ${change.layer} of ${count}`);
  }
  return result;
}

function layerSlice(target: Target, one: Image, k: number, part: Part, fates: ReadonlyMap<string, string>): Slice {
  const layer = one.layers[k]!;
  const number = `${k + 1} of ${one.layers.length}`;
  const details: Detail[] = [...imageDetails(one), { name: 'layer', value: number }];
  const shown = layer.digest || layer.diffId;
  if (shown) details.push({ name: 'digest', value: shown });
  if (layer.createdBy) details.push({ name: 'created by', value: shownCommand(layer.createdBy) });
  const work: LayerWork = { kind: 'layer', part, digest: layer.digest, diffId: layer.diffId, details, fates };
  return { kind: 'slice', target, label: `layer ${number}`, bytes: part.size, work };
}

/** Configurations, statements, manifests, and parts that nothing refers to. */
async function* restDocuments(path: string, target: string): AsyncGenerator<Document | Problem> {
  const { store, contents } = await contentsOf(path, target);
  const named = new Set<string>();
  for (const one of contents.images) {
    yield* configDocuments(store, one, target);
    for (const layer of one.layers) named.add(store.parts.get(layer.part)?.name ?? '');
  }
  for (const part of contents.attestations) {
    yield* attestationDocuments(store, part, target);
    named.add(part);
  }
  const configs = new Set<string>();
  for (const { config } of contents.images) if (object(await readJson(store, config))) configs.add(config);
  const descriptions = new Set(contents.descriptions);
  for (const [name, part] of store.parts) {
    if (name !== part.name || named.has(name) || configs.has(name) || part.size === 0) continue;
    const isPart = descriptions.has(name) || name === 'oci-layout' || name === 'repositories';
    const details = isPart ? [] : [{ name: 'state', value: 'not part of a named image' }];
    yield openPart(part, { target, path: name, details });
  }
}
