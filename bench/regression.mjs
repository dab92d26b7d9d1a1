// This tree against another revision of itself, built in a work tree of its own: the hook and a tree, in turn.
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { hook } from './product.mjs';

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args[0]}: ${done.stderr}`);
  return done.stdout.trim();
}

/** The revision that is asked for, else the last tag, else the commit before this one. */
function revision(root, asked) {
  if (asked !== '') return asked;
  const tag = spawnSync('git', ['describe', '--tags', '--abbrev=0'], { cwd: root, encoding: 'utf8' });
  return tag.status === 0 ? tag.stdout.trim() : 'HEAD~1';
}

/** Builds the other revision, hands on the suites, and takes the work tree away again. */
export function* regression(context, { against, tree }) {
  const { root, program, folder } = context;
  const name = revision(root, against);
  const other = join(folder, 'other');
  run('git', ['worktree', 'add', '--quiet', '--detach', other, name], root);
  try {
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'));
    run(process.execPath, ['scripts/build.mjs', '--quiet'], other);
    const before = join(other, 'dist/leakwalk.cjs');
    const pair = (args, more) =>
      [
        [name, before],
        ['this tree', program],
      ].map(([label, path]) => ({ name: label, command: process.execPath, args: [path, 'scan', ...args], ...more }));
    const { cwd } = hook(context)[1][0];
    yield [`Regression: hook, against ${name}`, pair(['--staged'], { cwd, codes: [0] }), 4];
    const at = tree[0] ?? join(root, 'src');
    yield [`Regression: ${at}, against ${name}`, pair(['--quiet', `dir:${at}`], { codes: [0, 1, 3] }), 1];
  } finally {
    run('git', ['worktree', 'remove', '--force', other], root);
  }
}
