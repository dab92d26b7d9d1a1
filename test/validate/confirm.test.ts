import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { confirm, confirmationText } from '../../src/validate/confirm.ts';

const asking = { requests: 3, hosts: ['sts.us-east-1.amazonaws.com'], subjects: ['AKIAIOSFODNN7EXAMPLE'] };

function options(more: { yes?: boolean; interactive?: boolean; answer?: string } = {}) {
  const said: string[] = [];
  const asked: string[] = [];
  return {
    said,
    asked,
    yes: more.yes ?? false,
    interactive: more.interactive ?? false,
    say: (text: string) => said.push(text),
    prompt: async (question: string) => {
      asked.push(question);
      return more.answer ?? '';
    },
  };
}

describe('the confirmation', () => {
  test('says how many, where, what it leaves behind, and to look up last use first', () => {
    const text = confirmationText(asking);
    expect(text).toContain('3 signed requests');
    expect(text).toContain('sts.us-east-1.amazonaws.com');
    expect(text).toContain('CloudTrail');
    expect(text).toContain('AccessKeyLastUsed');
    expect(text).toContain('aws iam get-access-key-last-used --access-key-id AKIAIOSFODNN7EXAMPLE');
  });

  test.each([
    ['y', true],
    ['YES ', true],
    ['', false],
    ['n', false],
    ['yikes', false],
  ])('a person who types %j means %s', async (answer, expected) => {
    const given = options({ interactive: true, answer });
    expect(await confirm(asking, given)).toBe(expected);
    expect(given.said).toHaveLength(1);
    expect(given.asked).toHaveLength(1);
  });

  test('--yes asks nobody but still says where it goes', async () => {
    const given = options({ yes: true });
    expect(await confirm(asking, given)).toBe(true);
    expect(given.said.join()).toContain('sts.us-east-1.amazonaws.com');
    expect(given.asked).toEqual([]);
  });

  test('where nobody can be asked and nothing was agreed, it is refused', async () => {
    await expect(confirm(asking, options())).rejects.toThrow(UsageError);
    await expect(confirm(asking, options())).rejects.toMatchObject({ code: 'CONFIRM_NEEDED' });
  });

  test('nothing to ask needs no answer', async () => {
    expect(await confirm({ requests: 0, hosts: [], subjects: [] }, options())).toBe(true);
  });
});
