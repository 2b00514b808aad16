import { expect, test } from 'vitest';
import { keepalivedCheck, keepalivedConfig, keepalivedPod, keepalivedRevision } from './keepalived.ts';
import { sample } from './sample.ts';

const golden = (name: string) => `golden/${name}.golden`;
const image = 'docker.io/barque/keepalived:2.3.4';
const s = sample();

test('configuration, health check and pod', async () => {
  await expect(keepalivedConfig(s, s.first)).toMatchFileSnapshot(golden('keepalived.conf'));
  await expect(keepalivedCheck(s, s.first)).toMatchFileSnapshot(golden('keepalived-check'));
  await expect(keepalivedPod(image)).toMatchFileSnapshot(golden('keepalived-pod.yaml'));
});

test('the peers are the other masters, one a line', () => {
  const peers = /unicast_peer \{\n([^}]*)\}/.exec(keepalivedConfig(s, s.second))?.[1];
  expect(peers?.trim().split(/\n\s*/)).toEqual(['10.0.0.11', '10.0.0.13']);
});

test('masters begin alike, so that none takes the address from a healthy one', () => {
  const alike = (master: typeof s.first) => keepalivedConfig(s, master).match(/^ +(state|priority|weight|nopreempt).*$/gm);
  expect(alike(s.second)).toEqual(alike(s.first));
  expect(keepalivedConfig(s, s.first)).not.toContain('nopreempt');
});

test('a lone master advertises to nobody', () => {
  expect(keepalivedConfig({ ...s, masters: [s.first] }, s.first)).not.toContain('unicast');
});

test('the address, router id and port are those of the spec, the card and its prefix those of the host', () => {
  const other = sample({ endpoint: { port: 8443, virtualRouterId: 77 } });
  const config = keepalivedConfig(other, { ...other.first, card: { name: 'bond0.20' }, prefix: 20 });
  expect(config).toContain('virtual_router_id 77\n');
  expect(config).toContain('interface bond0.20\n');
  expect(config).toContain('10.0.0.5/20 dev bond0.20\n');
  expect(keepalivedCheck(other, other.first)).toContain('https://10.0.0.11:8443/readyz\n');
});

test('another peer is another revision, which the check is called with; the pod stays what it is', () => {
  const more = { ...s, masters: [...s.masters, { hostname: 'm4', nodeAddress: '10.0.0.14' }] };
  const [before, after] = [keepalivedRevision(s, s.first), keepalivedRevision(more, s.first)];
  expect(after).not.toBe(before);
  expect(keepalivedConfig(s, s.first)).toContain(`script "/etc/keepalived/check-api ${before}"\n`);
  expect(keepalivedConfig(more, s.first)).toContain(`script "/etc/keepalived/check-api ${after}"\n`);
  expect(keepalivedPod(image)).not.toContain('10.0.0.');
});

test('another endpoint, or a master whose card is not known, has no configuration', () => {
  const external = sample({ endpoint: { kind: 'external', address: 'lb.site', virtualRouterId: null } });
  expect(() => keepalivedConfig(external, external.first)).toThrow();
  expect(() => keepalivedConfig(s, { ...s.first, card: undefined })).toThrow('m1');
});
