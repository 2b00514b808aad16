import { expect, it } from 'vitest';
import { readReference, referenceName } from './reference.ts';

it.each([
  ['busybox', 'docker.io/library/busybox:latest'],
  ['busybox:1.37', 'docker.io/library/busybox:1.37'],
  ['osixia/keepalived:2.0.20', 'docker.io/osixia/keepalived:2.0.20'],
  ['registry.k8s.io/coredns/coredns:v1.12.1', 'registry.k8s.io/coredns/coredns:v1.12.1'],
  ['localhost:5000/a:1', 'localhost:5000/a:1'],
  ['localhost:5000/a', 'localhost:5000/a:latest'],
])('reads %s as containerd does', (text, name) => {
  const reference = readReference(text);
  expect(reference && referenceName(reference)).toBe(name);
});

it.each(['', 'A/B', 'a/../b', '/a', 'a//b', 'a:b:c', 'a@sha256:0', 'a b', 'reg.io/', 'http://reg.io/a'])(
  'takes %j for no image',
  (text) => {
    expect(readReference(text)).toBeUndefined();
  },
);
