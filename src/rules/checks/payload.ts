/** What tokens carry in themselves as JSON or as a date, told as facts. */

import type { Fact } from '../../model/match.ts';

/** Claims as JSON gives them. */
export type Payload = Readonly<Record<string, unknown>>;

/** An object out of base64 or base64url, undefined for anything else. */
export function payloadOf(base64: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : undefined;
  } catch {
    return undefined;
  }
}

const longest = 160;
const control = /[\u0000-\u001f\u007f]/;

/** A fact of a text, number, boolean or list of them; none for what is empty or odd. */
export function fact(name: string, value: unknown): Fact[] {
  if (Array.isArray(value)) {
    return fact(name, value.filter((entry) => typeof entry === 'string' || typeof entry === 'number').join(' '));
  }
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || text === '' || control.test(text)) return [];
  return [{ name, value: text.length > longest ? `${text.slice(0, longest)}…` : text }];
}

/** Seconds since 1970; also as JSON writes them, and as a fraction. */
export function timeFact(name: string, seconds: unknown): Fact[] {
  const value = typeof seconds === 'string' && /^\d{9,11}$/.test(seconds) ? Number(seconds) : seconds;
  if (typeof value !== 'number' || !(value > 0) || value > 253_402_300_799) return [];
  return [{ name, value: new Date(value * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z') }];
}
