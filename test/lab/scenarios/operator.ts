import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { bundle, type KubernetesVersion, type labSpec, secretsFile } from '../lab.ts';
import { type Barque, type BarqueOptions, type Ended, startBarque } from './barque.ts';
import type { Stage } from './stage.ts';

export type Spec = ReturnType<typeof labSpec>;

/** Somebody with a spec, a bundle, secrets and a workspace of their own. */
export interface Operator {
  readonly directory: string;
  readonly specFile: string;
  readonly workspace: string;
  /** What `exports/admin.conf` will be. */
  readonly adminConf: string;
  readonly bundle: string;
  readonly secrets: string;
  readonly writeSpec: (spec: Spec) => Promise<void>;
  /** `apply` and `plan` with the spec and the bundle. */
  readonly start: (command: 'apply' | 'plan', options?: BarqueOptions) => Barque;
  readonly run: (command: 'apply' | 'plan', options?: BarqueOptions) => Promise<Ended>;
  /** `barque COMMAND -w WORKSPACE`. */
  readonly startInWorkspace: (command: 'resume' | 'verify', options?: BarqueOptions) => Barque;
  /** The same operator with some of these things being others. */
  readonly with: (other: { bundle?: string; secrets?: string; workspace?: string }) => Operator;
}

/** A new operator with a new workspace, for a spec and the lab's bundle of a version. */
export async function newOperator(stage: Stage, version: KubernetesVersion, spec: Spec): Promise<Operator> {
  const { lab, signal } = stage;
  const directory = await stage.directory();
  const path = await bundle(lab, version, stage.say, signal);
  const operator = operatorOf(stage, {
    directory,
    workspace: join(directory, 'lab.barque'),
    bundle: path,
    secrets: await secretsFile(lab),
  });
  await operator.writeSpec(spec);
  return operator;
}

type Belongings = Pick<Operator, 'directory' | 'workspace' | 'bundle' | 'secrets'>;

function operatorOf(stage: Pick<Stage, 'lab' | 'signal'>, belongings: Belongings): Operator {
  const { lab, signal } = stage;
  const { directory, workspace, bundle: path, secrets } = belongings;
  const specFile = join(directory, 'cluster.yaml');
  const access = ['-w', workspace, '--secrets', secrets, '--yes'];
  const operator: Operator = {
    ...belongings,
    specFile,
    adminConf: join(workspace, 'exports', 'admin.conf'),
    writeSpec: (spec) => writeFile(specFile, dump(spec, { lineWidth: 130, noRefs: true })),
    start: (command, options) => startBarque(lab, [command, '-f', specFile, '-b', path, ...access], { signal, ...options }),
    run: (command, options) => operator.start(command, options).ended,
    startInWorkspace: (command, options) => startBarque(lab, [command, ...access], { signal, ...options }),
    with: (other) => operatorOf(stage, { ...belongings, ...other }),
  };
  return operator;
}
