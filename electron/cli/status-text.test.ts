import { expect, test } from 'vitest';
import { bare, memberOf, observedOf, recordFor } from '../../test/fixtures/cluster.ts';
import { clusterUid, specOf } from '../../test/fixtures/site.ts';
import { statusIn } from '../../shared/cluster/status.ts';
import { statusText } from './status-text.ts';

const spec = specOf();
const masters = ['m1', 'm2', 'm3'];
const textWith = (change: Parameters<typeof observedOf>[1], vipHolders = ['m1']) => {
  const observed = observedOf(spec, change);
  const seen = { record: recordFor(spec), observed, vipHolders, problems: [], skipped: ['helm/m2'] };
  return statusText(statusIn(spec, clusterUid, seen), 'en').replace(/ {2,}/g, '  ');
};

test('says what stands, and which steps it was deployed without', () => {
  const text = textWith({});
  for (const line of [
    '  stands  seen at',
    '  m1  10.0.0.11  reached  of this cluster',
    '  m1  healthy  3.6.5  leader',
    '  m3  answers',
  ])
    expect(text).toContain(`\n${line}`);
  expect(text).toMatch(/^virtual address\n {2}10\.0\.0\.5 {2}m1$/m);
  expect(text).toMatch(/^ {2}helm\/m2 {2}There is no Helm/m);
});

test('says of a host that was not reached that nothing is known, and of one that refuses or is silent that it does', () => {
  const text = textWith({
    m1: { api: { kind: 'refuses', said: 'x509' }, etcd: { ...memberOf('m1', masters), hasLeader: false } },
    m2: { ...bare, reached: false },
    w1: { mark: undefined, signs: [] },
  });
  expect(text).toMatch(/^ {2}m2 not reached$/m);
  expect(text).toMatch(/^ {2}m2 {2}10\.0\.0\.12 {2}NOT REACHED$/m);
  expect(text.match(/^ {2}m2 {2}not known: host not reached$/gm)).toHaveLength(2);
  expect(text).toMatch(/^ {2}m1 {2}REFUSES THE CREDENTIALS$/m);
  expect(text).toMatch(/^ {2}m1 {2}NOT HEALTHY/m);
  expect(text).toMatch(/of no cluster$/m);
});

test('that all nodes are there and something is amiss is not told as all being well', () => {
  expect(textWith({}, [])).toMatch(/^ {2}stands, but not everything is as it should be seen/m);
});
