import { expect, test } from 'vitest';
import { found, params, siteWith } from '../../test/fixtures/findings.ts';
import { clusterUid } from '../../test/fixtures/site.ts';
import { kubeadmPrograms } from '../catalog/kubeadm-programs.ts';
import { programs } from './programs.ts';

const without = (...missing: string[]) => ({ programs: kubeadmPrograms.filter((one) => !missing.includes(one)) });
const kubernetes = (version: string) => ({ kubernetes: { version } });

test('a program that kubeadm of this version asks for and the host lacks is refused, by its name and packages', () => {
  const facts = { m1: without('conntrack'), w1: without('losetup', 'conntrack') };
  expect(found(programs, { facts })).toEqual(['blocker w1 check.program']);
  expect(params(programs, { facts })).toEqual([
    { program: 'losetup', packages: ['mount', 'util-linux', 'util-linux-core'], kubernetes: '1.34.4' },
  ]);
  expect(found(programs, { facts, spec: kubernetes('1.31.14') })).toEqual([
    'blocker m1 check.program',
    'blocker w1 check.program',
  ]);
});

test('nobody may accept it: kubeadm would certainly fail', () => {
  expect(programs.run(siteWith({ facts: { m1: without('mount') } })).map(({ acceptable }) => acceptable)).toEqual([false]);
});

test('it is nothing where the OS packages that the spec asks for bring it, on the systems where they do', () => {
  const facts = { m1: without('conntrack'), w1: { ...without('conntrack'), os: { id: 'rocky', version: '9.4', name: 'Rocky' } } };
  const spec = kubernetes('1.31.14');
  expect(found(programs, { facts, spec: { ...spec, packages: ['conntrack'] } })).toEqual([]);
  expect(found(programs, { facts, spec: { ...spec, packages: ['rocky9/conntrack-tools'] } })).toEqual([
    'blocker m1 check.program',
  ]);
  expect(found(programs, { facts, spec: { ...spec, packages: ['chrony'] } })).toHaveLength(2);
});

test('a node of this cluster is past kubeadm’s preflight; one that was only begun is not', () => {
  const present = ['/etc/kubernetes/kubelet.conf'];
  expect(found(programs, { facts: { m1: { ...without('mount'), cluster: clusterUid, present } } })).toEqual([]);
  expect(found(programs, { facts: { m1: { ...without('mount'), cluster: clusterUid } } })).toEqual(['blocker m1 check.program']);
});

test('facts of a probe that did not ask for programs say nothing', () => {
  expect(found(programs, { facts: { m1: { programs: [] } } })).toEqual([]);
});
