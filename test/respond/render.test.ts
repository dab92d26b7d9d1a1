import { describe, expect, test } from 'vitest';
import { planChecklist } from '../../src/respond/checklist.ts';
import { renderJson } from '../../src/respond/render/json.ts';
import { escapeMarkdown, renderMarkdown } from '../../src/respond/render/markdown.ts';
import { renderText } from '../../src/respond/render/text.ts';
import { awsFinding, occurrence, plainFinding, reportOf, reportRule } from '../support/report.ts';

const evil =
  '\u001b]0;x\u0007\u001b[2J</a><script>alert(1)</script>![i](http://evil.example/i.png)\n# Heading\n```\n@everyone \u202e #12 www.evil.example';

const checklist = planChecklist(
  reportOf(
    [
      awsFinding({
        verdict: { state: 'active', reason: 'ok', identity: { kind: 'user', user: evil, account: '111122223333' } },
      }),
      plainFinding({
        name: evil,
        facts: [{ name: 'user', value: evil }],
        occurrences: [occurrence('git:.', evil, { commit: evil, author: evil })],
      }),
    ],
    {
      complete: false,
      rules: [
        reportRule({
          id: 'acme-token',
          rotation: [{ text: 'Do {user}', command: 'echo {user} ``` x' }],
          references: ['javascript:alert(1)', 'https://ok.example/a', `https://x> ${evil}`],
        }),
      ],
    },
  ),
);

/** Lines outside of fences, and what they hold. */
function prose(markdown: string): string {
  let fence = '';
  return markdown
    .split('\n')
    .filter((line) => {
      const mark = /^ {2}(`{3,})/.exec(line)?.[1];
      if (fence === '' && mark) fence = mark;
      else if (fence !== '' && line.trim() === fence) fence = '';
      else return fence === '';
      return false;
    })
    .join('\n');
}

describe('Markdown', () => {
  const text = renderMarkdown(checklist);

  test('is a list of boxes, most urgent first, that says when the scan was incomplete', () => {
    expect(text).toContain('# Rotation checklist\n');
    expect(text).toContain('> **Incomplete:**');
    expect(text.indexOf('## 1. AWS access key')).toBeGreaterThan(0);
    expect(text).toContain('- [ ] **Deactivate the leaked key** (deactivate)');
    expect(text).toContain('  ```sql\n  -- Athena: all that was done with the key\n');
  });

  test('nothing from the scan becomes markup, link, mention or control', () => {
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const outside = prose(text);
    expect(outside).not.toMatch(/<script|<\/a|(?<!\\)!\[|(?<!\\)\]\(|https?:\/\/evil|www\.evil|@everyone/);
    expect(outside.match(/^# /gm)).toHaveLength(1);
    expect(outside.match(/^## /gm)).toHaveLength(2);
    expect(outside).toContain('<https://ok.example/a>');
    expect(outside).not.toContain('<javascript');
  });

  test('a fence cannot be closed by what it holds', () => {
    expect(text).toMatch(/ {2}````sh\n {2}echo .*``` x\n {2}````/);
  });

  test('a done step is ticked, with time and proof', () => {
    const done = {
      ...checklist,
      items: [
        {
          ...checklist.items[0]!,
          owner: 'ana',
          steps: [{ id: 'a', title: 'A', commands: [], done: true, doneAt: '2026-01-01T00:00:00Z', provedBy: 'seen' }],
        },
      ],
    };
    expect(renderMarkdown(done)).toContain('- [x] **A** (a)\n\n  Done 2026-01-01T00:00:00Z: seen');
    expect(renderMarkdown(done)).toContain('- Owner: ana');
    expect(renderMarkdown(done)).toContain('- Steps: all done');
  });

  test('an escape is readable', () => {
    expect(escapeMarkdown('a_b*c')).toBe('a\\_b\\*c');
    expect(escapeMarkdown('- x')).toBe('\\- x');
  });
});

describe('plain text', () => {
  test('has no control from the scan, and none of ours without colour', () => {
    expect(renderText(checklist, { width: 100, colour: false })).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
    );
    const coloured = renderText(checklist, { width: 100, colour: true });
    expect(coloured.match(/\u001b\[\d+m/g)?.length).toBe(coloured.match(/\u001b/g)?.length);
  });

  test('running text keeps to the width; commands are whole', () => {
    const lines = renderText(checklist, { width: 60, colour: false }).split('\n');
    const why = lines.filter((line) => /^ {7}[A-Z][a-z]/.test(line));
    expect(why.length).toBeGreaterThan(10);
    expect(lines.some((line) => line.includes('--status Inactive') && line.length > 60)).toBe(true);
    for (const line of why) expect(line.length).toBeLessThanOrEqual(60);
  });
});

test('JSON is the checklist itself', () => {
  expect(JSON.parse(renderJson(checklist))).toEqual(JSON.parse(JSON.stringify(checklist)));
});

test('what is known offline is told, whose it is first', () => {
  const facts = [
    { name: 'expires', value: '2027-01-01T00:00:00Z' },
    { name: 'key id', value: 'k1' },
    { name: 'project', value: 'acme-prod' },
  ];
  const known = planChecklist(reportOf([plainFinding({ facts })]));
  const line = 'project acme-prod · expires 2027-01-01T00:00:00Z · key id k1';
  expect(renderMarkdown(known)).toContain(`- Known: ${escapeMarkdown(line)}\n`);
  expect(renderText(known, { width: 120, colour: false })).toContain(`known: ${line}\n`);
});
