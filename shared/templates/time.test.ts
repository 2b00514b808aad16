import { expect, test } from 'vitest';
import type { JsonObject } from './merge.ts';
import { sample } from './sample.ts';
import { timeResources } from './time.ts';

const of = (time: JsonObject, name: string) => {
  const s = sample({ time });
  return timeResources(s, s.nodes.find((node) => node.name === name) ?? expect.unreachable());
};

test("unless the spec asks, a host's clock is its own affair", () => {
  expect(of({ source: 'host' }, 'm1')).toEqual([]);
});

test('every node asks the servers of the spec', () => {
  expect(of({ source: 'servers', servers: ['10.0.0.1', 'ntp.site'] }, 'w1')).toMatchObject([
    { kind: 'file', content: '[Time]\nNTP=\nNTP=10.0.0.1 ntp.site\n' },
    { kind: 'service', unit: 'systemd-timesyncd.service', watch: ['/etc/systemd/timesyncd.conf.d/barque.conf'] },
  ]);
});

test('the first master serves, the others ask it', async () => {
  expect(of({ source: 'first-master' }, 'm2')).toMatchObject([{ content: '[Time]\nNTP=\nNTP=10.0.0.11\n' }, { kind: 'service' }]);
  const [settings, unit, service] = of({ source: 'first-master' }, 'm1');
  expect(service).toMatchObject({ unit: 'barque-time.service', started: true });
  await expect(settings?.kind === 'file' && settings.content).toMatchFileSnapshot('golden/time.conf.golden');
  await expect(unit?.kind === 'file' && unit.content).toMatchFileSnapshot('golden/time.service.golden');
});
