import { repositories } from '../catalog/images.ts';
import { layout } from '../model/layout.ts';
import type { Site, SiteNode } from '../site/site.ts';
import {
  keepalivedCheck,
  keepalivedConfig,
  keepalivedContainer,
  keepalivedPaths,
  keepalivedPod,
  keepalivedRevision,
} from '../templates/keepalived.ts';
import { imageOf } from './programs.ts';
import { stepId, type StepDraft } from './step.ts';

/**
 * Phase 9: Keepalived as a static pod of every master. The first master's is there before its init, so that the address answers
 * as soon as its API server does; the others' come with their joins.
 */
export function endpoint(site: Site): StepDraft[] {
  const { spec, masters, first } = site;
  if (spec.endpoint.kind !== 'keepalived') return [];
  return masters.map((node) => keepalived(site, node, [stepId(node === first ? 'certificates' : 'join', node)]));
}

function keepalived(site: Site, node: SiteNode, needs: readonly string[]): StepDraft {
  const image = imageOf(site.bundle, site.spec.arch, repositories.keepalived).name;
  return {
    phase: 'endpoint',
    title: 'endpoint',
    node,
    needs,
    resources: [
      { kind: 'file', path: keepalivedPaths.check, mode: 0o755, content: keepalivedCheck(site, node) },
      { kind: 'file', path: keepalivedPaths.config, mode: 0o644, content: keepalivedConfig(site, node) },
      { kind: 'directory', path: layout.staticPods, mode: 0o755 },
      { kind: 'file', path: keepalivedPaths.pod, mode: 0o600, content: keepalivedPod(image) },
      {
        kind: 'reload',
        container: keepalivedContainer,
        noted: keepalivedPaths.revision,
        revision: keepalivedRevision(site, node),
        timeoutSeconds: 60,
      },
    ],
  };
}
