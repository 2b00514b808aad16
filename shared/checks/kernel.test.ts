import { expect, test } from 'vitest';
import { found, params, siteWith } from '../../test/fixtures/findings.ts';
import { clusterUid } from '../../test/fixtures/site.ts';
import { kernel } from './kernel.ts';

const el8 = '4.18.0-553.el8_10.x86_64';
const kubernetes = (version: string) => ({ kubernetes: { version } });

test('a kernel that kubeadm of this version refuses is refused before anything is changed, and nobody may accept it', () => {
  const change = { facts: { m1: { kernel: el8 } }, spec: kubernetes('1.32.4') };
  expect(found(kernel, change)).toEqual(['blocker m1 check.kernel']);
  expect(kernel.run(siteWith(change)).map(({ acceptable }) => acceptable)).toEqual([false]);
  expect(params(kernel, change)).toEqual([
    { found: el8, needs: '4.19', kubernetes: '1.32.4', newest: '1.31.14', below: 'refused' },
  ]);
});

test('where kubeadm only warns, so does Barque', () => {
  expect(found(kernel, { facts: { m1: { kernel: el8 } } })).toEqual(['warning m1 check.kernel']);
});

test('a kernel that the version takes is nothing, nor is that of a node which is in the cluster already', () => {
  expect(found(kernel, { facts: { m1: { kernel: el8 } }, spec: kubernetes('1.31.14') })).toEqual([]);
  const joined = { kernel: el8, cluster: clusterUid, present: ['/etc/kubernetes/kubelet.conf'] };
  expect(found(kernel, { facts: { m1: joined }, spec: kubernetes('1.32.4') })).toEqual([]);
});
