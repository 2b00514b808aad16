import { expect, test } from 'vitest';
import { siteWith } from '../../test/fixtures/findings.ts';
import { acceptedFor, inTheWay } from './accept.ts';
import { runChecks } from './run.ts';

const findings = runChecks(siteWith({ facts: { m1: { firewalls: ['firewalld'] }, m2: { firewalls: ['ufw'], systemd: false } } }));
const accept = (code: string, host?: string) => ({ check: 'system', code, host, by: 'Li Wei', reason: 'the firewall is open' });
const hosts = (accepted: Parameters<typeof inTheWay>[1]) =>
  inTheWay(findings, accepted).map(({ problem }) => `${problem.host ?? '-'} ${problem.code}`);

test('a blocker is in the way until it is accepted, on the host that it was accepted for', () => {
  expect(hosts([])).toEqual(['m1 check.firewall', 'm2 check.no-systemd', 'm2 check.firewall']);
  expect(hosts([accept('check.firewall', 'm1')])).toEqual(['m2 check.no-systemd', 'm2 check.firewall']);
  expect(hosts([accept('check.firewall')])).toHaveLength(3);
});

test('an acceptance holds for the bundle that it was given for, and for no other', () => {
  const [ours, other] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);
  const given = [{ ...accept('check.firewall', 'm1'), manifest: ours }, accept('check.firewall', 'm2')];
  expect(acceptedFor(ours ?? '', given)).toEqual(given.slice(0, 1));
  expect(acceptedFor(other ?? '', given)).toEqual([]);
});

test('what would certainly fail is in the way whatever was accepted', () => {
  expect(hosts([accept('check.no-systemd', 'm2'), accept('check.firewall', 'm1'), accept('check.firewall', 'm2')])).toEqual([
    'm2 check.no-systemd',
  ]);
});

test('nor can anybody accept that another cluster is taken over', () => {
  const taken = runChecks(siteWith({ facts: { m1: { cluster: 'f'.repeat(32) } } }));
  expect(taken.map(({ acceptable }) => acceptable)).toEqual([false]);
});
