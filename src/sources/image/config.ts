/** What an image says beside its files: environment, commands, labels, history, statements about its build. */

import { shownCommand } from '../../formats/shown-command.ts';
import type { Detail, Document } from '../../model/document.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { historyOf, type Image, list, object, readJson, text } from './manifest.ts';
import { type Store, textDocument } from './store.ts';

type Json = { readonly [key: string]: unknown };

/** Members that get documents of their own; everything else goes into `config/other`. */
const shownApart = new Set(['Env', 'Labels', 'Cmd', 'Entrypoint', 'Healthcheck', 'OnBuild']);

export function imageDetails(image: Image): Detail[] {
  const details = [{ name: 'image', value: image.name }];
  if (image.platform) details.push({ name: 'platform', value: image.platform });
  return details;
}

/** Documents of one image's configuration; a configuration that cannot be parsed is left to be read as a plain part. */
export async function* configDocuments(store: Store, image: Image, target: string): AsyncGenerator<Document | Problem> {
  const config = object(await readJson(store, image.config));
  if (!config) return;
  const details = imageDetails(image);
  const at = (path: string, content: string, more: readonly Detail[] = []): Document =>
    textDocument({ target, path, details: [...details, ...more] }, content);
  for (const [prefix, part] of [
    ['config', object(config['config'])],
    ['container_config', object(config['container_config'])],
  ] as const) {
    if (!part) continue;
    for (const [name, content] of apart(part))
      yield at(`${prefix}/${name}`, content, [{ name: 'member', value: `${prefix}.${name}` }]);
  }
  yield* historyDocuments(config, image, at);
  const info = text(config['moby.buildkit.buildinfo.v1']) || text(config['moby.buildkit.buildinfo.v0']);
  if (info) yield at('config/buildinfo', Buffer.from(info, 'base64').toString('utf8'));
  yield at('config/other', JSON.stringify(rest(config), undefined, 2));
}

function* apart(part: Json): Generator<[string, string]> {
  const env = list(part['Env']).map(text);
  if (env.length > 0) yield ['Env', `${env.join('\n')}\n`];
  const labels = Object.entries(object(part['Labels']) ?? {});
  if (labels.length > 0) yield ['Labels', `${labels.map(([name, value]) => `${name}=${text(value)}`).join('\n')}\n`];
  for (const name of ['Cmd', 'Entrypoint', 'OnBuild']) {
    const words = Array.isArray(part[name]) ? list(part[name]).map(text) : [text(part[name])].filter(Boolean);
    if (words.length > 0) yield [name, `${words.join(' ')}\n`];
  }
  const health = object(part['Healthcheck']);
  if (health)
    yield [
      'Healthcheck',
      `${list(health['Test']).map(text).join(' ')}\n${JSON.stringify({ ...health, Test: undefined })}\n`,
    ];
}

type At = (path: string, content: string, more?: readonly Detail[]) => Document;

function* historyDocuments(config: Json, image: Image, at: At): Generator<Document> {
  let layer = 0;
  for (const [k, step] of historyOf(config).entries()) {
    if (!step.isEmpty) layer++;
    const content = [step.createdBy, step.comment, step.author].filter(Boolean).join('\n');
    if (!content) continue;
    const details: Detail[] = [{ name: 'history', value: `step ${k + 1}` }];
    if (!step.isEmpty) details.push({ name: 'layer', value: `${layer} of ${image.layers.length}` });
    if (step.createdBy) details.push({ name: 'created by', value: shownCommand(step.createdBy) });
    if (/^[\dT:.Z+-]{10,40}$/.test(step.created)) details.push({ name: 'created', value: step.created });
    yield at(`history/${k + 1}`, `${content}\n`, details);
  }
}

/** The configuration without what has documents of its own. */
function rest(config: Json): Json {
  const strip = (part: unknown): unknown => {
    const members = object(part);
    return members && Object.fromEntries(Object.entries(members).filter(([name]) => !shownApart.has(name)));
  };
  const { history: _history, config: own, container_config: container, ...other } = config;
  return { ...other, config: strip(own), container_config: strip(container) };
}

/** A statement about a build, and the sources in it (BuildKit encodes the Dockerfile in base64). */
export async function* attestationDocuments(
  store: Store,
  part: string,
  target: string,
): AsyncGenerator<Document | Problem> {
  const statement = object(await readJson(store, part));
  if (!statement) {
    yield problem('CORRUPT', `${target} ${part}`, 'an attestation is missing or not well made');
    return;
  }
  const type = text(statement['predicateType']);
  const details = [{ name: 'attestation', value: type || 'in-toto' }];
  yield textDocument({ target, path: part, details }, JSON.stringify(statement, undefined, 2));
  let count = 0;
  for (const encoded of encodedSources(statement)) {
    const content = Buffer.from(encoded, 'base64').toString('utf8');
    yield textDocument({ target, path: `${part}!/source-${++count}`, details }, content);
  }
}

/** Every `data` in base64, at any depth. */
function* encodedSources(value: unknown, depth = 0): Generator<string> {
  if (depth > 64) return;
  if (Array.isArray(value)) for (const entry of value) yield* encodedSources(entry, depth + 1);
  const members = object(value);
  if (!members) return;
  for (const [name, member] of Object.entries(members)) {
    if (name === 'data' && typeof member === 'string' && /^[A-Za-z0-9+/]{16,}={0,2}$/.test(member)) yield member;
    else yield* encodedSources(member, depth + 1);
  }
}
