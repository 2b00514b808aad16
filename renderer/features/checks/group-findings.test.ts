import { expect, test } from 'vitest';
import { blocker, type Finding, warning } from '../../../shared/checks/check.ts';
import { problem } from '../../../shared/problems/problem.ts';
import { alike, groupFindings, saidOf } from './group-findings.ts';

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
  groupFindings(...given).map(({ name, cards }) => [
    name,
    cards.map((card) => [card[0].problem.code, ...card.flatMap(({ problem: { host } }) => host ?? [])].join(' ')),
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

test('what is the same of several hosts is one card, except by host', () => {
  const both = [firewall('m1'), selinux('m1'), firewall('w1')];
  expect(shape(both, 'severity', [], ['m1', 'w1'])).toEqual([
    ['blocker', ['check.firewall m1 w1']],
    ['warning', ['check.selinux m1']],
  ]);
  expect(shape(both, 'host', [], ['m1', 'w1'])).toEqual([
    ['m1', ['check.firewall m1', 'check.selinux m1']],
    ['w1', ['check.firewall w1']],
  ]);
});

test('what says something else, or was accepted otherwise, is a card of its own', () => {
  const other: Finding = { check: 'system', ...blocker(problem('check.firewall', { services: ['firewalld'] }, { host: 'w2' })) };
  expect(alike([firewall('m1'), firewall('w1'), other], accepted)).toHaveLength(3);
  const whole: Finding = { check: 'system', ...blocker(problem('check.firewall', { services: ['ufw'] })) };
  expect(alike([firewall('m1'), whole], [])).toHaveLength(2);
});

test('what hosts said is told once where it is the same, and with their names where it differs', () => {
  const saying = (host: string, line: string): Finding => {
    const finding = firewall(host);
    return { ...finding, problem: { ...finding.problem, evidence: [line] } };
  };
  expect(saidOf([saying('m1', 'active'), saying('w1', 'active')]).evidence).toEqual(['active']);
  expect(saidOf([saying('m1', 'active'), saying('w1', 'masked')]).evidence).toEqual(['m1: active', 'w1: masked']);
});
