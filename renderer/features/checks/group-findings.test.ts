import { expect, test } from 'vitest';
import { blocker, type Finding, warning } from '../../../shared/checks/check.ts';
import { problem } from '../../../shared/problems/problem.ts';
import { groupFindings } from './group-findings.ts';

const firewall = (host: string): Finding => ({
  check: 'system',
  ...blocker(problem('check.firewall', { services: ['ufw'] }, { host })),
});
const selinux = (host: string): Finding => ({
  check: 'system',
  ...warning(problem('check.selinux', { mode: 'enforcing' }, { host })),
});
const quorum: Finding = { check: 'quorum', ...warning(problem('check.quorum', { members: 2, survives: 0 })) };
const all = [selinux('w1'), firewall('w1'), firewall('m1'), quorum];
const accepted = [{ check: 'system', code: 'check.firewall', host: 'm1', by: 'Li', reason: 'checked' }];
const shape = (...given: Parameters<typeof groupFindings>) =>
  groupFindings(...given).map(({ name, findings }) => [
    name,
    findings.map(({ problem: p }) => `${p.code} ${p.host ?? ''}`.trim()),
  ]);

test('by severity: blockers, warnings, and what was accepted', () => {
  expect(shape(all, 'severity', accepted, ['m1', 'w1'])).toEqual([
    ['blocker', ['check.firewall w1']],
    ['warning', ['check.selinux w1', 'check.quorum']],
    ['accepted', ['check.firewall m1']],
  ]);
});

test('by host in the order of the nodes, the site first, the heavier first', () => {
  expect(shape(all, 'host', accepted, ['m1', 'w1'])).toEqual([
    ['', ['check.quorum']],
    ['m1', ['check.firewall m1']],
    ['w1', ['check.firewall w1', 'check.selinux w1']],
  ]);
});

test('by check, none left out and none empty', () => {
  expect(shape(all, 'check', [], []).map(([name]) => name)).toEqual(['system', 'quorum']);
  expect(groupFindings([], 'check', [], ['m1'])).toEqual([]);
});
