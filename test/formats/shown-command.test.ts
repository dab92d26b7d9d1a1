/** Commands shown beside a finding hold no secret of their own. */

import { describe, expect, test } from 'vitest';
import { shownCommand } from '../../src/formats/shown-command.ts';

const word = ['hunter', 'two'].join('');

describe('shownCommand', () => {
  test.each([
    ['COPY credentials /root/.aws/ # buildkit', 'COPY credentials /root/.aws/ # buildkit'],
    ['/bin/sh -c npm ci && npm run build', '/bin/sh -c npm ci && npm run build'],
    [`RUN |2 A=${word} B="${word} x" /bin/sh -c make`, 'RUN |2 A=… B=… /bin/sh -c make'],
    [`curl -u me:${word} https://me:${word}@host/x`, 'curl -u me:… https://…@host/x'],
    [`curl -H "Authorization: Bearer ${word}" https://host`, 'curl -H "Authorization: Bearer …" https://host'],
    [`login --token ${word} --verbose`, 'login --token … --verbose'],
    [`login --password=${word}`, 'login --password=…'],
    [`mysql -uroot -p${word} db`, 'mysql -uroot -p… db'],
    [`echo ${word} | docker login --password-stdin`, 'echo … | docker login --password-stdin'],
    [`/bin/sh -c #(nop)  ENV TOKEN ${word} rest`, '/bin/sh -c #(nop) ENV TOKEN …'],
    ['deploy abcd1234efgh5678ijkl', 'deploy …'],
    ['a\x1b[31mb\x07c\u202ed', 'ab c d'],
  ])('%j', (command, wanted) => {
    expect(shownCommand(command)).toBe(wanted);
    expect(shownCommand(command)).not.toContain(word);
  });

  test('is one line of at most 160 characters, quickly, whatever it is given', () => {
    for (const hostile of [
      'a '.repeat(5000),
      'key='.repeat(5000),
      '"'.repeat(9000),
      `${'A1a/'.repeat(3000)}`,
      '://'.repeat(4000),
      'ENV a '.repeat(2000),
    ]) {
      const shown = shownCommand(`run ${hostile}`);
      expect(shown.length).toBeLessThanOrEqual(160);
      expect(shown).not.toMatch(/[\n\x00-\x1f]/);
    }
  });
});
