import { expect, test } from 'vitest';
import { whyNot } from './why-not.ts';

test.each([
  ['address', 'https://10.0.0.5', { is: 'too-much', part: 'https://' }],
  ['address', '10.0.0.5:6443', { is: 'too-much', part: ':6443' }],
  ['address', '10.0.0.5/24', { is: 'too-much', part: '/24' }],
  ['addressOrName', 'harbor.corp/k8s', { is: 'too-much', part: '/k8s' }],
  ['address', 'fd00::5', { is: 'ipv6' }],
  ['addressOrName', '[fd00::5]:443', { is: 'ipv6' }],
  ['addressOrName', '10.0.0.300', { is: 'numbers' }],
  ['dnsName', 'API.corp', { is: 'capitals' }],
  ['dnsName', '集群.cn', { is: 'characters' }],
  ['dnsName', 'a_b', { is: 'characters' }],
  ['cidr', '10.244.0.0', { is: 'no-prefix' }],
  ['cidr', '10.244.1.5/16', { is: 'host-bits', meant: '10.244.0.0/16' }],
  ['cidr', 'fd00::/64', { is: 'ipv6' }],
  ['cidr', '10.244.0.0/33', undefined],
  ['path', '/', { is: 'whole-disk' }],
  ['path', 'data', { is: 'relative' }],
  ['path', '~/data', { is: 'relative' }],
  ['path', 'D:\\data', { is: 'relative' }],
  ['path', '/data/../etc', { is: 'dots' }],
  ['path', '/my data', { is: 'characters' }],
  ['path', '/数据', { is: 'characters' }],
  ['portRange', '32767-30000', { is: 'reversed', meant: '30000-32767' }],
  ['portRange', '30000', undefined],
  ['port', '0', undefined],
] as const)('%s: %s', (format, typed, why) => {
  expect(whyNot(format, typed)).toEqual(why);
});
