import { beforeEach, describe, expect, it } from 'vitest';
import type { ImagesResource, Resource } from '../../../shared/model/resource.ts';
import { bring } from './bring.ts';
import { observeAll } from './observe.ts';
import { type Bringing, bringing, sha256 } from './bringing.fixture.ts';

let node: Bringing['node'];
let context: Bringing['context'];
let blob: Bringing['blob'];
let states: Bringing['states'];
beforeEach(() => {
  ({ node, context, blob, states } = bringing());
});

describe('images', () => {
  const image = (name: string, layers: readonly string[]): ImagesResource['images'][number] => {
    const digests = layers.map((layer) => blob(layer));
    return { name, digest: blob(JSON.stringify({ schemaVersion: 2, layers: digests, name })), blobs: digests };
  };
  const importing = (images: readonly ImagesResource['images'][number][]) => {
    const ask = node.ask.bind(node);
    node.ask = async (asks, signal) => {
      const result = await ask(asks, signal);
      if (asks.some((a) => a.verb === 'import'))
        for (const { name, digest } of images) node.images.set(name, { digest, pinned: true });
      return result;
    };
  };

  it('that are missing are sent in one archive, without what containerd has; others are only pinned', async () => {
    const [there, loose, missing, other] = [
      image('r/a:1', ['base']),
      image('r/b:1', ['b']),
      image('r/c:1', ['base', 'c']),
      image('r/d:2', ['d']),
    ];
    node.images.set('r/a:1', { digest: there.digest, pinned: true }).set('r/b:1', { digest: loose.digest, pinned: false });
    node.images.set('r/d:2', { digest: sha256('an older one'), pinned: true });
    node.content.add(sha256('base'));
    importing([missing, other]);
    const resource: Resource = { kind: 'images', images: [there, loose, missing, other] };
    expect((await observeAll([resource], context))[0]?.detail.map((d) => `${d.aspect} ${d.found}`)).toEqual([
      'r/b:1 unpinned',
      'r/c:1 missing',
      'r/d:2 other',
    ]);
    expect(await bring([resource], context)).toBe('changed');
    const [archive = Buffer.alloc(0)] = node.imported;
    const entries = new Set(archive.toString('latin1').match(/blobs\/sha256\/[0-9a-f]{64}/g));
    expect([...entries].sort()).toEqual(
      [missing.digest, sha256('c'), other.digest, sha256('d')].map((d) => `blobs/${d.replace(':', '/')}`).sort(),
    );
    expect(node.images.get('r/b:1')?.pinned).toBe(true);
    expect(await states([resource])).toEqual(['satisfied']);
  });
});
