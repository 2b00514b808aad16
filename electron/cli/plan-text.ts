import { phases, type Phase, type Step } from '../../shared/model/plan.ts';
import type { Resource } from '../../shared/model/resource.ts';
import type { Language } from '../../shared/problems/problem.ts';
import { phaseWords, wordsOf } from '../../shared/run/titles.ts';
import { changesOf, type Deployment } from '../engine/deployment.ts';
import { differencesOf } from '../engine/planned-steps.ts';

const words = {
  en: {
    summary: (steps: number, hosts: number, forever: number) =>
      `${steps} steps on ${hosts} hosts change something; ${forever} of them cannot be undone by Barque.`,
    nothing: 'nothing to change',
    satisfied: 'as it should be',
    irreversible: 'irreversible',
  },
  zh: {
    summary: (steps: number, hosts: number, forever: number) =>
      `${hosts} 台主机上有 ${steps} 个步骤会做更改，其中 ${forever} 个无法由 Barque 撤销。`,
    nothing: '无需更改',
    satisfied: '已符合',
    irreversible: '不可撤销',
  },
};

/** What a deployment will do, in one line. */
export function summaryText(deployment: Deployment, language: Language): string {
  const changes = changesOf(deployment);
  const hosts = new Set(changes.map((step) => step.host)).size;
  return words[language].summary(changes.length, hosts, changes.filter((s) => s.risk === 'irreversible').length);
}

/** A resource in one line: its kind and what it is about. */
export function resourceText(resource: Resource): string {
  switch (resource.kind) {
    case 'directory':
    case 'file':
    case 'absent':
      return `${resource.kind} ${resource.path}${'mode' in resource ? ` ${resource.mode.toString(8)}` : ''}`;
    case 'binary':
      return `binary ${resource.path} ${resource.installed}`;
    case 'block':
      return `block ${resource.block} of ${resource.path}`;
    case 'link':
      return `link ${resource.path} -> ${resource.to}`;
    case 'sysctl':
      return `sysctl ${resource.key} ${resource.atLeast === true ? '>=' : '='} ${resource.value}`;
    case 'module':
      return `module ${resource.name}`;
    case 'swap-off':
      return 'swap off';
    case 'hostname':
      return `hostname ${resource.hostname}`;
    case 'service':
      return `service ${resource.unit} ${resource.started ? 'enabled and running' : 'enabled'}`;
    case 'no-service':
      return `service ${resource.unit} stopped and removed`;
    case 'images':
      return `images ${resource.images.map((image) => image.name).join(' ')}`;
    case 'packages':
      return `packages ${resource.names.join(' ')}`;
    case 'command':
      return `command ${JSON.stringify(resource.argv)}`;
    case 'manifest':
      return `manifest ${resource.path}`;
    case 'static-pods':
      return `static pods ${resource.pods.map((pod) => pod.component).join(' ')}`;
    case 'reload':
      return `reload ${resource.container}`;
    case 'proof':
      return `proof ${resource.proof.name}`;
  }
}

/** The whole plan for a reader: phases, steps, and under each what would change, files with their diff. */
export async function planText(deployment: Deployment, language: Language, signal: AbortSignal): Promise<string> {
  const say = words[language];
  const lines: string[] = [];
  const ofPhase = new Map<Phase, Step[]>(phases.map((phase) => [phase, []]));
  for (const step of deployment.plan.steps) ofPhase.get(step.phase)?.push(step);
  for (const [phase, steps] of ofPhase) {
    if (steps.length === 0) continue;
    lines.push(`== ${phaseWords[phase][language]}`);
    for (const step of steps) {
      const risk = step.risk === 'irreversible' ? `  [${say.irreversible}]` : '';
      lines.push(`  ${step.host}: ${wordsOf(step.title, language)}${risk}`);
      const judgements = deployment.judgements.get(step.id) ?? [];
      const context = deployment.contextOf(step.host, () => undefined, signal);
      for (const judgement of judgements) {
        const satisfied = judgement.state === 'satisfied';
        lines.push(`    ${satisfied ? '=' : '~'} ${resourceText(judgement.resource)}${satisfied ? `  (${say.satisfied})` : ''}`);
        if (satisfied) continue;
        lines.push(...(await differencesOf(judgement, context)).map((line) => `        ${line}`));
      }
    }
  }
  lines.push('', changesOf(deployment).length === 0 ? say.nothing : summaryText(deployment, language));
  return `${lines.join('\n')}\n`;
}
