import { expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import { problem } from '../problems/problem.ts';
import { siteOf } from '../site/site.ts';
import { commandsFor, putRightBy } from './on-hosts.ts';

test('swap is turned off by deploying; a host that has none needs nothing', () => {
  const spec = specOf();
  const facts = factsOfAll(spec, { m2: { swapBytes: 2e9 } });
  expect(putRightBy(spec, siteOf(spec, clusterUid, facts, bundleOf(spec)).nodes)).toEqual([
    { what: 'swap', host: 'm2', found: '2000 MB', to: '0' },
  ]);
});

test('what a host says becomes no part of a command, but for names of services', () => {
  const firewall = (...services: string[]) => commandsFor(problem('check.firewall', { services }, { host: 'm1' }));
  expect(firewall('firewalld', 'ufw')).toEqual(['systemctl disable --now firewalld ufw']);
  expect(firewall('ufw; reboot')).toEqual([]);
  expect(firewall('$(reboot)', 'ufw')).toEqual(['systemctl disable --now ufw']);
  const space = (path: string) => commandsFor(problem('check.space', { path, freeGb: 1, expectedGb: 5 }));
  expect(space('/var/lib; reboot').join()).not.toContain('reboot');
});
