/**
 * The images that a store holds, however it says so: docker save's manifest.json, OCI's index.json with indexes within
 * indexes, attestations.
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */

import { type Problem, problem } from '../../model/problem.ts';
import { readPart, type Store } from './store.ts';

interface Layer {
  /** Name of its part. */
  readonly part: string;
  /** `sha256:…` of the part's bytes, where the image names it so. */
  readonly digest: string;
  /** `sha256:…` of the unpacked tar. */
  readonly diffId: string;
  /** What made it, in full. */
  readonly createdBy: string;
}

export interface Image {
  /** Tag or reference, or the digest. */
  readonly name: string;
  readonly platform: string;
  /** Name of the part with the configuration. */
  readonly config: string;
  readonly layers: readonly Layer[];
}

export interface History {
  readonly created: string;
  readonly createdBy: string;
  readonly author: string;
  readonly comment: string;
  readonly isEmpty: boolean;
}

export interface Contents {
  readonly images: readonly Image[];
  /** Parts with statements about images (in-toto). */
  readonly attestations: readonly string[];
  /** Manifests and indexes. */
  readonly descriptions: readonly string[];
  readonly problems: readonly Problem[];
}

type Json = { readonly [key: string]: unknown };

/** A JSON object, or undefined. */
export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Parsed JSON of a part; undefined where there is none or it is damaged. */
export async function readJson(store: Store, name: string): Promise<unknown> {
  const bytes = await readPart(store, name);
  try {
    return bytes && JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

export function historyOf(config: unknown): History[] {
  return list(object(config)?.['history']).map((entry) => ({
    created: text(object(entry)?.['created']),
    createdBy: text(object(entry)?.['created_by']),
    author: text(object(entry)?.['author']),
    comment: text(object(entry)?.['comment']),
    isEmpty: object(entry)?.['empty_layer'] === true,
  }));
}

/** Indexes within indexes beyond this are damage. */
const deepest = 8;

interface Search {
  readonly store: Store;
  readonly where: string;
  readonly images: Map<string, Image>;
  readonly attestations: Set<string>;
  readonly descriptions: Set<string>;
  readonly problems: Problem[];
}

export async function readContents(store: Store, where: string): Promise<Contents> {
  const search: Search = {
    store,
    where,
    images: new Map(),
    attestations: new Set(),
    descriptions: new Set(),
    problems: [...store.problems],
  };
  // The tags of docker save are better names than an index has, so they come first.
  await readSaved(search);
  await readIndex(search, 'index.json', '', 0);
  return {
    images: [...search.images.values()],
    attestations: [...search.attestations],
    descriptions: [...search.descriptions],
    problems: search.problems,
  };
}

async function readSaved(search: Search): Promise<void> {
  const saved = await readJson(search.store, 'manifest.json');
  if (saved === undefined) return;
  search.descriptions.add('manifest.json');
  for (const entry of list(saved)) {
    const image = object(entry);
    if (!image) continue;
    const layers = list(image['Layers']).map((name) => ({ part: text(name), digest: digestOf(text(name)) }));
    await addImage(search, list(image['RepoTags']).map(text).join(', '), text(image['Config']), layers, '');
  }
}

/** `sha256:…` where a part is named after its digest. */
function digestOf(name: string): string {
  const hex = /(?:^|\/)blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1];
  return hex ? `sha256:${hex}` : '';
}

/** Where the bytes of a digest lie; empty where the digest is not well made. */
function partOf(digest: string): string {
  const found = /^([a-z0-9+._-]{1,32}):([0-9a-f]{32,128})$/.exec(digest);
  return found ? `blobs/${found[1]}/${found[2]}` : '';
}

async function readIndex(search: Search, name: string, ref: string, depth: number): Promise<void> {
  const index = object(await readJson(search.store, name));
  if (!index || depth > deepest || search.descriptions.has(name)) return;
  search.descriptions.add(name);
  for (const entry of list(index['manifests'])) {
    const descriptor = object(entry);
    if (descriptor) await readDescriptor(search, descriptor, ref, depth);
  }
}

async function readDescriptor(search: Search, descriptor: Json, ref: string, depth: number): Promise<void> {
  const digest = text(descriptor['digest']);
  const part = partOf(digest);
  const annotations = object(descriptor['annotations']);
  const own =
    text(annotations?.['io.containerd.image.name']) || text(annotations?.['org.opencontainers.image.ref.name']);
  const name = own || ref || digest;
  const manifest = object(await readJson(search.store, part));
  if (!manifest) {
    const isHere = search.store.parts.has(part);
    const detail = isHere
      ? `manifest ${digest} is not well made`
      : `manifest ${digest} is named, but its blob is not here`;
    // A platform that was not saved is nothing to miss.
    search.problems.push(problem(isHere ? 'CORRUPT' : 'UNREADABLE', search.where, detail, { note: !isHere }));
    return;
  }
  if (manifest['manifests']) return readIndex(search, part, name, depth + 1);
  search.descriptions.add(part);
  const layers = list(manifest['layers']).map((layer) => object(layer) ?? {});
  const isStatement = text(annotations?.['vnd.docker.reference.type']) === 'attestation-manifest';
  if (isStatement || layers.some((layer) => text(layer['mediaType']).includes('in-toto'))) {
    for (const layer of layers) search.attestations.add(partOf(text(layer['digest'])));
    search.descriptions.add(partOf(text(object(manifest['config'])?.['digest'])));
    return;
  }
  const platform = object(descriptor['platform']);
  const parts = layers.map((layer) => ({ part: partOf(text(layer['digest'])), digest: text(layer['digest']) }));
  const shown = platform
    ? [platform['os'], platform['architecture'], platform['variant']].map(text).filter(Boolean).join('/')
    : '';
  await addImage(search, name, partOf(text(object(manifest['config'])?.['digest'])), parts, shown);
}

async function addImage(
  search: Search,
  name: string,
  config: string,
  parts: readonly { part: string; digest: string }[],
  platform: string,
): Promise<void> {
  const key = [config, ...parts.map((entry) => entry.part)].join('\n');
  if (search.images.has(key)) return;
  const json = object(await readJson(search.store, config));
  if (!json) {
    const detail = search.store.parts.has(config) ? 'is not well made' : 'is not here';
    search.problems.push(
      problem('CORRUPT', search.where, `the configuration ${config || '(unnamed)'} of ${name || 'an image'} ${detail}`),
    );
  }
  const steps = historyOf(json).filter((step) => !step.isEmpty);
  const diffIds = list(object(json?.['rootfs'])?.['diff_ids']).map(text);
  // Where history and layers do not agree in number, no step can be named for sure.
  const isMatched = steps.length === parts.length;
  const layers = parts.map((entry, k) => ({
    ...entry,
    diffId: diffIds.length === parts.length ? diffIds[k]! : '',
    createdBy: isMatched ? steps[k]!.createdBy : '',
  }));
  search.images.set(key, { name: name || config, platform, config, layers });
}
