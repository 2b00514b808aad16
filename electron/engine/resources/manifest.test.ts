import { beforeEach, describe, expect, it } from 'vitest';
import { layout } from '../../../shared/model/layout.ts';
import type { Resource } from '../../../shared/model/resource.ts';
import { bring } from './bring.ts';

import { type Bringing, bringing, codeOf, sha256 } from './bringing.fixture.ts';

let node: Bringing['node'];
let context: Bringing['context'];
let states: Bringing['states'];
beforeEach(() => {
  ({ node, context, states } = bringing());
});

describe('a manifest', () => {
  const content =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: b\n  annotations:\n    x: "1"\n';
  const manifest: Resource = { kind: 'manifest', path: `${layout.manifests}/a.yaml`, content };
  let applied: string | undefined;
  beforeEach(() => {
    applied = undefined;
    node.run = (argv) => {
      if (argv.includes('apply')) applied = node.text(`${layout.manifests}/a.yaml`);
      if (argv.includes('get'))
        return applied === undefined
          ? { status: 1, errors: 'NotFound' }
          : { status: 0, output: `${sha256(content)}\n`.repeat(2) };
      return { status: 0 };
    };
  });

  it('is applied with its digest on every object, and stands while all of them have it', async () => {
    expect(await bring([manifest], context)).toBe('changed');
    expect(applied?.match(/barque\/digest: sha256:[0-9a-f]{64}/g)).toEqual([
      `barque/digest: ${sha256(content)}`,
      `barque/digest: ${sha256(content)}`,
    ]);
    expect(applied).toContain("x: '1'");
    expect(await states([manifest])).toEqual(['satisfied']);
    node.run = () => ({ status: 0, output: `${sha256(content)}\nsha256:older\n` });
    expect(await states([manifest])).toEqual(['unsatisfied']);
  });

  it('waits for an API that does not answer yet, but not for one that says no', async () => {
    const run = node.run;
    let refusals = 1;
    node.run = (argv) => (argv.includes('apply') && refusals-- > 0 ? { status: 1, errors: 'connection refused' } : run(argv));
    expect(await bring([manifest], context)).toBe('changed');
    applied = undefined;
    node.run = (argv) => (argv.includes('apply') ? { status: 1, errors: 'error: a is invalid' } : run(argv));
    expect(await codeOf(bring([manifest], context))).toMatchObject({
      code: 'manifest.refused',
      evidence: ['error: a is invalid'],
    });
  });
});
