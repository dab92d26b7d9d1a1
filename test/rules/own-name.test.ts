/** What a value is called by the text right before it. */

import { describe, expect, test } from 'vitest';
import { afterStandIn, calledIn, isPublicName } from '../../src/rules/own-name.ts';

describe('a value is called', () => {
  test.each([
    [': { token: "', 'credential'],
    [',"data":{"name":"X-Key","authorization":"Bearer ', 'credential'],
    [': {\n  apiKey: {\n    bsc: "', 'credential'],
    [': here is the API key of the team: ', 'credential'],
    ['_project_id = "', 'other'],
    [':\n  screen: ', 'other'],
    [' API. Base id: ', 'other'],
    [' <image>', 'other'],
    [' API key id: ', 'other'],
    [' = x; md5 of the report: ', 'other'],
    [':playlist:', 'other'],
    ['.threads.retrieve("', 'other'],
    [' cf-request-id ', 'other'],
    ['.setApiKey("', 'none'],
    ['.getToken("', 'none'],
    [': { berlin_mitte: "', 'unknown'],
    ['","type":"header","value":"', 'neutral'],
    [' and then ', 'none'],
  ] as const)('%j: %s', (near, called) => {
    expect(calledIn(near, false)).toBe(called);
  });

  test('by the name of its provider where nothing else names it', () => {
    expect(calledIn('_prod_2 = "', true)).toBe('provider');
    expect(calledIn('_widget = "', true)).toBe('other');
  });
});

describe('what stands for a value uses up the name before it', () => {
  test.each([
    ['_token: ${TOKEN}\n  screen: ', '\n  screen: '],
    ['_KEY=eyJhbGciOi...` board: ', '` board: '],
    ['_key: <%= ENV.fetch("KEY") %>, id: ', ', id: '],
    ["-key={process.env.KEY} name='", "} name='"],
    ['_KEY=XXXXXXXXXXXX then ', ' then '],
  ])('%j', (near, rest) => {
    expect(afterStandIn(near)).toBe(rest);
  });

  test.each(["_key = process.env.KEY || '", '_key = os.getenv("ACME_KEY", "', '_key = "', ' = ENV["ACME"] ||= "'])(
    'but for what it falls back to: %j',
    (near) => {
      expect(afterStandIn(near)).toBeUndefined();
    },
  );
});

describe('keys that unlock nothing', () => {
  test.each([
    'data-sitekey="',
    'publicKey = "',
    'cache_key: ',
    'store.ObjectKey("',
    'PUBLIC KEY: ',
    '"fileKey": "',
    'users = [ { nkey: ',
    '"Machine": "mkey:',
  ])('%j', (before) => {
    expect(isPublicName(before)).toBe(true);
  });

  test.each([
    'api_key="',
    'primary_key = "',
    'publicKeySecret = "',
    'recordKey: "',
    'event_key=',
    'siteKeyToken("',
    'key: "',
  ])('not %j', (before) => {
    expect(isPublicName(before)).toBe(false);
  });
});
