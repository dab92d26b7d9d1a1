/** Logs made plain, each byte traceable to the original. */

import { describe, expect, test } from 'vitest';
import { normaliseLog } from '../../../src/formats/log/index.ts';
import { prefixed } from '../../../src/formats/prefixed.ts';
import type { Document } from '../../../src/model/document.ts';
import { documentOf, placeIn, readAll, trace } from '../read.ts';

const esc = '\x1b';

function log(text: string | Uint8Array, piece?: number): ReturnType<typeof normaliseLog> {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  const document: Document = documentOf(bytes, 'log.txt', piece);
  return normaliseLog(prefixed(Buffer.alloc(0), document));
}

/** A log whose head was looked at, as the scan does. */
function headed(text: string): ReturnType<typeof normaliseLog> {
  return normaliseLog(prefixed(Buffer.from(text), documentOf(Buffer.alloc(0))));
}

async function plain(text: string): Promise<string> {
  return (await readAll(headed(text))).toString('utf8');
}

const stamp = '2026-03-19T17:43:37.1234567Z ';

describe('what is left out', () => {
  test.each([
    ['nothing of plain text', 'a\n\tb\r\n\nc', 'a\n\tb\r\n\nc'],
    ['colours', `${esc}[31mred${esc}[0m ${esc}[1;32mgreen${esc}[m`, 'red green'],
    ['colours within a word', `gh${esc}[31m${esc}[Kp_${esc}[m${esc}[Kx`, 'ghp_x'],
    ['other escapes', `${esc}(Ba${esc}=b${esc}7c`, 'abc'],
    ['a lone escape at the end', `a${esc}`, 'a'],
    ['an unfinished control sequence, but not what follows', `a${esc}[31\nb`, 'a31\nb'],
    ['stamps of GitHub and Azure', `${stamp}one\n${stamp}two\nrest of two\n`, 'one\ntwo\nrest of two\n'],
    ['a byte order mark before a stamp', `\ufeff${stamp}one\n`, 'one\n'],
    ['stamps with an offset', '2026-03-19T17:43:37+01:00 one\n2026-03-19 17:43:37,123 two\n', 'one\ntwo\n'],
    ['Jenkins stamps', '[2026-03-19T17:43:37.123Z] one\n17:43:37 two\n', 'one\ntwo\n'],
    ['TeamCity stamps and steps', '[17:43:37]i: [Step 1/3] go\n[17:43:38] : more\n', 'go\nmore\n'],
    [
      'buildx stamps',
      '#12 [2/5] RUN npm ci\n#12 0.345 fetching\n#12 DONE 1.2s\n',
      '#12 [2/5] RUN npm ci\nfetching\n#12 DONE 1.2s\n',
    ],
    ['syslog stamps', 'Mar 19 17:43:37 host app[12]: one\nMar 19 17:43:37 host app two\n', 'one\nhost app two\n'],
    [
      'GitHub markers',
      `${stamp}##[group]Run npm ci\n${stamp}##[command]x\n${stamp}##[endgroup]\n`,
      'Run npm ci\nx\n\n',
    ],
    [
      'GitLab folds',
      `section_start:1600000000:build[collapsed=true]\r${esc}[0K${esc}[32;1m$ make${esc}[0;m\nsection_end:1600000001:build\r${esc}[0K\n`,
      '$ make\n\n',
    ],
    ['Travis folds', `travis_fold:start:x\r${esc}[0Ktravis_time:start:0a1b2c3d\r${esc}[0K$ make\n`, '$ make\n'],
    ['Buildkite clocks', `${esc}_bk;t=1729032357206\x07one\n`, 'one\n'],
    ['Jenkins notes', `${esc}[8mha:////4${'AAAAIB+/'.repeat(8)}AA=${esc}[0mStarted by user\n`, 'Started by user\n'],
    ['a cut-off note only as far as it is one', `${esc}[8mha:not base64!\n`, 'ha:not base64!\n'],
    [
      'nothing of what only pretends to be a note',
      `${esc}[8mha:${'text'.repeat(20)}${esc}[0m\n`,
      `ha:${'text'.repeat(20)}\n`,
    ],
  ])('%s', async (_name, text, wanted) => {
    expect(await plain(text)).toBe(wanted);
  });
});

describe('what is kept', () => {
  test.each([
    ['every segment of a line rewritten by carriage returns', '10%\rsecret\r20%\n', '10%\nsecret\n20%\n'],
    ['what backspaces would hide', 'secret\b\b\b\b\b\b******\n', 'secret\n******\n'],
    ['one of each overstruck letter', 'N\bNA\bA_\bM\n', 'NAM\n'],
    ['words that the cursor parts', `one${esc}[2Atwo${esc}[1;1Hthree\n`, 'one\ntwo\nthree\n'],
    [
      'the target of a hyperlink',
      `see ${esc}]8;;https://u:p@h/${esc}\\here${esc}]8;;${esc}\\ now\n`,
      'see here now\n8;;https://u:p@h/\n',
    ],
    [
      'dates that are no prefix',
      'on 2026-03-19T17:43:37Z x\n2026-03-19T17:43:37Zx\n',
      'on 2026-03-19T17:43:37Z x\n2026-03-19T17:43:37Zx\n',
    ],
    ['numbers that are no stamps', '12345678 AKIA\n#1 b\n[12] c\n', '12345678 AKIA\n#1 b\n[12] c\n'],
    ['an unfinished control string', `a${esc}]8;;x\nb`, 'a8;;x\nb'],
  ])('%s', async (_name, text, wanted) => {
    expect(await plain(text)).toBe(wanted);
  });

  test('a carriage return before a line feed stays one line', async () => {
    expect(await plain(`${stamp}one\r\n${stamp}two\r\n`)).toBe('one\r\ntwo\r\n');
  });
});

describe('what is joined', () => {
  test('lines that GitLab split', async () => {
    const at = '2021-01-01T01:00:00.020010Z ';
    expect(await plain(`${at}01O one\n${at}01O+ more\n${at}01O two\n`)).toBe('one more\ntwo\n');
  });

  test('a line of one stream that another stream cut in two is also there whole', async () => {
    const at = '2021-01-01T01:00:00.020010Z ';
    const text = await plain(`${at}01O abc\n${at}01E warning\n${at}01O+def\n${at}01E+ more\n`);
    expect(text.split('\n')).toEqual(['abc', 'warning', 'abcdef', 'warning more', '']);
  });

  test('CRI partial lines, by stream', async () => {
    const at = '2026-03-19T17:43:37.123456789Z ';
    expect(await plain(`${at}stdout P abc\n${at}stdout P def\n${at}stdout F ghi\n${at}stderr F x\n`)).toBe(
      'abcdefghi\nx\n',
    );
  });

  test('Docker json-file partial lines, unescaped', async () => {
    const line = (text: string, stream = 'stdout'): string =>
      `${JSON.stringify({ log: text, stream, time: '2026-03-19T17:43:37.123456789Z' })}\n`;
    const text = line('ab"c') + line('d\\e\n') + line('\x1b[31mé😀\x1b[0m\n') + line('err\n', 'stderr');
    expect(await plain(text)).toBe('ab"cd\\e\né😀\nerr\n');
  });

  test('a private key with a stamp before each line stands as it was', async () => {
    const key = ['-----BEGIN', 'X-----\nabc\ndef\n-----END', 'X-----\n'].join(' ');
    expect(await plain(key.replace(/^(?=.)/gm, stamp))).toBe(key);
  });
});

describe('messages in JSON', () => {
  test('CircleCI output is unescaped', async () => {
    const text = JSON.stringify([
      { type: 'out', time: 't', message: 'a=1\r\nkey: "x"\r\n' },
      { type: 'err', message: '\x1b[31mb\x1b[0m' },
    ]);
    const lines = (await plain(text)).split(/\r?\n/);
    expect(lines).toContain('a=1');
    expect(lines).toContain('key: "x"');
    expect(lines).toContain('b');
  });

  test('nothing but messages changes', async () => {
    const text = '{"events":[\n{"other":"a\\nb","message":"c\\nd"}]}';
    expect(await plain(text)).toBe('{"events":[\n{"other":"a\\nb","message":"\nc\nd\n"}]}');
  });

  test('the place of an unescaped byte is that of its escape', async () => {
    const text = '{"events":[\n{"message":"é\\nsecret"}]}';
    const { text: out, places } = await trace(headed(text));
    const original = Buffer.from(text);
    const at = out.indexOf('secret');
    expect(places[at]).toEqual(placeIn(original, original.indexOf('secret')));
    expect(places[at - 1]!.offset).toBe(original.indexOf('\\n'));
  });
});

describe('the way back', () => {
  const lines = [
    `\ufeff${stamp}##[group]Run é\n`,
    `${stamp}${esc}[32mgrün ${esc}[0mkey=abc\n`,
    `no stamp ${esc}[1mhere${esc}[0m\rthen\b\bmore\n`,
    '\n',
    `${stamp}\n`,
    `${'long '.repeat(300)}${esc}[31mred${esc}[0m tail\n`,
  ];
  test.each([1, 7, 4096])(
    'every byte that is in the original is located there (read in pieces of %i)',
    async (piece) => {
      const text = lines.join('').repeat(20);
      const original = Buffer.from(text);
      const { text: out, places } = await trace(log(original, piece), 1000);
      expect(out.length).toBeGreaterThan(20_000);
      for (let k = 0; k < out.length; k++) {
        const place = places[k]!;
        const inserted = out[k] === '\n' && original[place.offset] !== 10;
        if (!inserted) expect(String.fromCharCode(original[place.offset]!)).toBe(out[k]);
        if (k % 97 === 0) expect(place).toEqual(placeIn(original, place.offset));
      }
    },
  );

  test('a secret that colours cut in two spans the colours', async () => {
    const original = Buffer.from(`one\n${stamp}k=abc${esc}[31mdef\n`);
    const { text, places } = await trace(log(original));
    const start = text.indexOf('abcdef');
    expect(places[start]).toEqual({ offset: 35, line: 2, column: 32 });
    expect(places[start + 5]!.offset).toBe(original.indexOf('def') + 2);
  });

  test('a joined line leads back to both of its halves', async () => {
    const at = '2021-01-01T01:00:00.020010Z ';
    const original = Buffer.from(`${at}01O abc\n${at}01E warning\n${at}01O+def\n`);
    const { text, places } = await trace(log(original));
    const start = text.indexOf('abcdef');
    expect(places[start]).toEqual(placeIn(original, original.indexOf('abc')));
    expect(places[start + 3]).toEqual(placeIn(original, original.indexOf('def')));
  });

  test('memory stays flat and places right over many windows', async () => {
    const line = Buffer.from(`${stamp}${esc}[36;1mnpm${esc}[0m http fetch GET 200 https://registry.example/pkg 12ms\n`);
    const shown = 'npm http fetch GET 200 https://registry.example/pkg 12ms\n'.length;
    const count = 200_000;
    let left = count;
    const document: Document = {
      ...documentOf(''),
      read(into) {
        const lines = Math.min(left, Math.floor(into.length / line.length), 700);
        for (let k = 0; k < lines; k++) into.set(line, k * line.length);
        left -= lines;
        return lines * line.length;
      },
    };
    const normal = normaliseLog(document);
    const into = Buffer.alloc(256 * 1024);
    let total = 0;
    for (let got = await normal.read(into); got > 0; got = await normal.read(into)) {
      total += got;
      const at = total - (total % shown) - 10;
      // Ten bytes before the end of a line, in the input as in the output.
      const row = at < 0 ? 0 : Math.floor(at / shown) + 1;
      if (row > 0)
        expect(normal.locate!(at)).toEqual({ offset: row * line.length - 10, line: row, column: line.length - 9 });
    }
    expect(total).toBe(count * shown);
  });
});

describe('what a log tells of itself', () => {
  const about = async (text: string, word: string): Promise<Record<string, string>> => {
    const document = headed(text);
    await readAll(document);
    const details = document.context(Buffer.from(text).indexOf(word));
    return Object.fromEntries(details.map(({ name, value }) => [name, value]));
  };

  test('GitHub: step, command and the time of the line', async () => {
    const text = `${stamp}##[group]Run npm ci\n${stamp}##[endgroup]\n2026-03-19T17:44:00.0000000Z leaked\n${stamp}##[group]Run later\n`;
    expect(await about(text, 'leaked')).toEqual({
      system: 'github-actions',
      step: 'Run npm ci',
      command: 'npm ci',
      printed: '2026-03-19T17:44:00.000Z',
    });
  });

  test('gh run view: job and step', async () => {
    const text = `build\tInstall\t\ufeff${stamp}one\nbuild\tTest it\t${stamp}leaked\n`;
    expect(await about(text, 'leaked')).toMatchObject({ system: 'github-actions', job: 'build', step: 'Test it' });
    expect(await plain(text)).toBe('build\tInstall\none\nbuild\tTest it\nleaked\n');
  });

  test('GitLab, Jenkins, Buildkite, TeamCity, Travis', async () => {
    expect(await about(`section_start:1:build\r${esc}[0K${esc}[32;1m$ make all${esc}[0;m\nleaked\n`, 'leaked')).toEqual(
      {
        system: 'gitlab-ci',
        step: 'build',
        command: 'make all',
      },
    );
    expect(await about('[Pipeline] { (Deploy)\n[Pipeline] sh\n+ ./deploy.sh\nleaked\n', 'leaked')).toEqual({
      system: 'jenkins',
      step: 'Deploy',
      command: './deploy.sh',
    });
    expect(
      await about(`${esc}_bk;t=1729032357206\x07~~~ Preparing\n${esc}_bk;t=1729032357207\x07leaked\n`, 'leaked'),
    ).toEqual({
      system: 'buildkite',
      step: 'Preparing',
      printed: '2024-10-15T22:45:57.207Z',
    });
    expect(await about('[17:43:37]i: [Step 1/3] leaked\n', 'leaked')).toEqual({
      system: 'teamcity',
      step: 'Step 1/3',
      printed: '17:43:37',
    });
    expect(await about(`travis_fold:start:install\r${esc}[0K$ pip install x\nleaked\n`, 'leaked')).toEqual({
      system: 'travis',
      step: 'install',
      command: 'pip install x',
    });
  });

  test('Docker: through the JSON', async () => {
    const text = `${JSON.stringify({ log: '+ go run\n', stream: 'stdout', time: '2026-03-19T17:43:37.1Z' })}\n${JSON.stringify({ log: 'leaked\n', stream: 'stdout', time: '2026-03-19T17:43:38.1Z' })}\n`;
    expect(await about(text, 'leaked')).toEqual({
      system: 'container',
      command: 'go run',
      printed: '2026-03-19T17:43:38.100Z',
    });
  });

  test('a command is shown without what may be a secret', async () => {
    const value = ['wJalr', 'XUtnFEMI'].join('');
    const text = `+ curl -u me:${value} --token ${value} https://u:${value}@h/ A=${value}\nleaked\n`;
    const { command } = await about(text, 'leaked');
    expect(command).toContain('curl');
    expect(command).not.toContain(value);
  });
});
