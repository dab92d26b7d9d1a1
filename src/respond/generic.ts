/** The plan for any credential: revoke → replace → deploy → check the logs → (purge → prove). */

import type { ChecklistStep } from '../model/checklist.ts';
import type { RotationStep } from '../model/rule.ts';
import { type Knowledge, knowledgeOf } from './knowledge.ts';
import { fillCommand, fillText } from './quote.ts';
import { type Subject, step, values } from './subject.ts';

const vendor = 'Vendors move their pages: where this does not fit, their own documentation counts.';

/** Steps of the rule where it has some, what is known of the provider otherwise. */
export function genericSteps(subject: Subject): readonly ChecklistStep[] {
  const { finding, rule } = subject;
  const known = knowledgeOf(finding.provider, finding.rule);
  const own = rule?.rotation ?? [];
  const first = own.length > 0 ? ownSteps(own, values(subject)) : fallback(subject, known);
  const named = own.map((entry) => entry.text).join(' ');
  const missing = [
    ...(/\b(?:deploy|roll ?out|replace)/i.test(named) ? [] : [deploy]),
    ...(own.length > 0 && /\blogs?\b|audit/i.test(named) ? [] : [check(subject, known)]),
  ];
  return [...first, ...missing];
}

/** A finding that the provider has refused already: nothing to revoke, but what it was used for is still to be seen. */
export function deadSteps(subject: Subject): readonly ChecklistStep[] {
  const { finding } = subject;
  return [
    step('confirm', 'Confirm that it is gone for good', {
      why: `It was refused (${finding.verdict.reason}). A disabled credential can be enabled again: delete it where it still stands, and find out who disabled it, when and why.`,
      proof: 'It is deleted, not only disabled, and somebody knows why.',
    }),
    check(subject, knowledgeOf(finding.provider, finding.rule)),
  ];
}

function ownSteps(rotation: readonly RotationStep[], known: ReadonlyMap<string, string>): readonly ChecklistStep[] {
  return rotation.map((entry, at) =>
    step(`rotate-${at + 1}`, fillText(entry.text, known), {
      ...(entry.command ? { commands: [fillCommand(entry.command, known)] } : {}),
      ...(entry.proof ? { proof: fillText(entry.proof, known) } : {}),
    }),
  );
}

function fallback({ finding }: Subject, known: Knowledge | undefined): readonly ChecklistStep[] {
  return [
    step('revoke', known?.revoke ?? `Revoke it at ${finding.provider}`, {
      why: `Treat it as used from the minute it became readable; deleting the file or the commit is not a fix. If its users may not break, make the new one first. ${vendor}`,
      ...(known?.commands ? { commands: known.commands } : {}),
      proof: 'The provider refuses the old one.',
    }),
    step('replace', 'Make a new one with the least it needs', {
      why: 'Short-lived and bound to a workload where the provider offers it (OIDC), so that there is nothing to leak.',
      proof: 'It exists, with an owner, an end date and no right that it does not need.',
    }),
  ];
}

const deploy = step('deploy', 'Deploy the new one from a vault, never from the repository', {
  proof: 'Everything that used the old one works again.',
});

function check({ finding, window }: Subject, known: Knowledge | undefined): ChecklistStep {
  const from = window.start ? `from ${window.start}` : 'from the day it was made';
  return step('look', `Look at what was done with it, ${from} to ${window.end ?? 'its end'}`, {
    why: known
      ? `Look at: ${known.check}.`
      : `Audit log, last use, sign-ins, new credentials, exports and billing at ${finding.provider}.`,
    proof:
      'Every use has an owner who knows it; what does not is an incident of its own. No evidence is not no theft where logs were off.',
  });
}
