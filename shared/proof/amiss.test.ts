import { describe, expect, test } from 'vitest';
import { explain, problem } from '../problems/problem.ts';
import { waitingFor, waitingWords } from '../run/waiting.ts';
import { amiss, amissWords } from './amiss.ts';

describe('what is amiss', () => {
  test('is worded in both languages when it is shown', () => {
    expect(amissWords(amiss('not-ready', 'kube-apiserver'), 'en')).toBe('kube-apiserver is not ready');
    expect(amissWords(amiss('not-ready', 'kube-apiserver'), 'zh')).toBe('kube-apiserver 未就绪');
    expect(amissWords(amiss('unreached', 'proof-x 10.0.0.2 service'), 'en')).toBe('proof-x does not reach 10.0.0.2 service');
    expect(amissWords(amiss('not-served', 'm1: x509: unknown authority'), 'zh')).toBe('未提供服务：m1: x509: unknown authority');
  });

  test('stands for itself where it is a name or a program’s own words', () => {
    for (const text of ['w1', 'error: timed out', 'https://10.0.0.2:2379', 'constructor: x', 'toString: ', ': ', ''])
      expect([amissWords(text, 'en'), amissWords(text, 'zh')]).toEqual([text, text]);
  });

  test('is told together by a step that waits, and by the proof that did not hold', () => {
    const all = [amiss('etcd-members', '2/3'), 'w1'];
    expect(waitingWords(waitingFor(all), 'en')).toBe('2/3 members of etcd, w1');
    expect(waitingWords(waitingFor(all), 'zh')).toBe('etcd 成员 2/3、w1');
    expect(explain(problem('proof.failed', { proof: 'etcd-quorum', amiss: all, seconds: 30 }), 'zh').found).toBe(
      '30 秒后仍异常：etcd 成员 2/3、w1',
    );
  });
});
