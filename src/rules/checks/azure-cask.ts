/** Microsoft's common annotated security keys: 63 or 64 bytes that tell when, by which service and for what they were made. */

import type { Fact } from '../../model/match.ts';
import type { Check } from '../check.ts';
import { base62 } from './base62.ts';
import { marvin32, seedOf } from './marvin32.ts';

const mark = 'JQQJ9';
const kindAt = 57;
const dateAt = 58;
const detailAt = 75;
const serviceAt = 76;
const sumAt = 80;
const firstYear = 2024;

/** @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/LegacyCaskProviderSignatures.cs */
const services: Readonly<Record<string, string>> = {
  AZDO: 'Azure DevOps',
  AZAC: 'Azure App Configuration',
  AZFR: 'Azure Fluid Relay',
  AZEG: 'Azure Event Grid',
  AZMR: 'Azure Mixed Reality',
  AZMP: 'Azure Maps',
  AZCS: 'Azure Communication Services',
  ACOG: 'Azure Cognitive Services',
  MSQL: 'SQL Server',
};

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** By their number. @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/PreciselyClassifiedSecurityKeys/AzureCognitiveService.cs */
const cognitive =
  'AI Services,OpenAI,Anomaly Detector EE,Anomaly Detector,Cognitive Services,Computer Vision,Content Moderator,Content Safety,Custom Vision Prediction,Custom Vision Training,Face,Form Recognizer,Health Decision Support,Health Insights,Immersive Reader,Internal All-In-One,Knowledge,LUIS Authoring,LUIS,Metrics Advisor,Personalizer,QnA Maker,QnA Maker v2,Speaker Recognition,Speech Services,Speech Translation,Text Analytics,Text Translation,Dummy,Transcription Intelligence,Video Intelligence,Bing Autosuggest,Bing Autosuggest v7,Bing Custom Search,Bing Custom Visual Search,Bing Entity Search,Bing Search,Bing Search v7,Bing Speech,Bing Spell Check,Bing Spell Check v7'.split(
    ',',
  );

function serviceOf(value: string): string {
  const name = services[value.slice(serviceAt, sumAt).toUpperCase()];
  if (name === undefined) return value.slice(serviceAt, sumAt);
  const detail = name.endsWith('Cognitive Services') ? cognitive[digits.indexOf(value[detailAt]!)] : undefined;
  return detail === undefined ? name : `Azure ${detail}`;
}

function little(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** As bytes, or spelled in base 62 so that no special character stands in the key. */
function sums(value: string): readonly string[] {
  const sum = marvin32(Buffer.from(value.slice(0, sumAt), 'base64'), ...seedOf('Default0'));
  // The bytes as one number, highest first, in base 62, filled up with zeros behind.
  const spelled = base62(little(sum).readUInt32BE(0), 0).padEnd(6, '0');
  return [little(sum).toString('base64'), spelled];
}

function holds(value: string): boolean {
  const said = value.slice(sumAt).replace(/=+$/, '');
  return sums(value).some((sum) => sum.startsWith(said));
}

function madeIn(value: string): string | undefined {
  const year = firstYear + value.charCodeAt(dateAt) - 65;
  const month = value.charCodeAt(dateAt + 1) - 64;
  const can = year >= firstYear && year <= firstYear + 25 && month >= 1 && month <= 12;
  return can ? `${year}-${String(month).padStart(2, '0')}` : undefined;
}

const kinds: Readonly<Record<string, string>> = { D: 'derived from another key', H: 'hash of other data' };

export const azureCask: Check = {
  name: 'azure-cask',
  summary: 'Reads the service and the month in which the key was made; its end is the Marvin32 checksum of the rest.',
  test(value) {
    const made = madeIn(value);
    if (!value.startsWith(mark, kindAt - mark.length) || made === undefined) return { outcome: 'none' };
    const kind = kinds[value[kindAt]!];
    const whole = holds(value);
    const facts: readonly Fact[] = [
      { name: 'service', value: serviceOf(value) },
      { name: 'made', value: made },
      ...(kind === undefined ? [] : [{ name: 'kind', value: kind }]),
      ...(whole ? [{ name: 'checksum', value: 'holds' }] : []),
    ];
    return whole ? { outcome: 'pass', confidence: 0.99, facts } : { outcome: 'none', facts };
  },
  sign: (body) => sums(body.slice(-sumAt))[1]!.slice(0, 4),
};
