import { describe, expect, test } from 'vitest';
import { explain, type Language, type Problem, problem, type ProblemCode, problemCodes } from '../../shared/problems/problem.ts';
import { problemSamples } from '../../test/fixtures/problems.ts';
import { problemLines } from './explain.ts';

const samplesOf = (code: ProblemCode): Problem[] => problemSamples[code].map((params) => ({ code, params }));
const everyCode = problemCodes.map((code) => [code] as const);
/** What a template that got the wrong parameters prints. */
const slips = /undefined|null|NaN|\[object|function|=>/;
const chinese = /\p{Script=Han}/u;

const textsOf = (p: Problem, language: Language): string[] => {
  const { what, found, expected, remedies } = explain(p, language);
  return [what, found, expected, ...remedies];
};

describe('every kind of problem', () => {
  test.each(everyCode)('%s says in both languages what happened, what was found and expected, and what to do', (code) => {
    const samples = samplesOf(code);
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples)
      for (const language of ['en', 'zh'] as const) {
        const texts = textsOf(sample, language);
        expect(texts.length, 'at least one remedy').toBeGreaterThan(3);
        for (const text of texts) {
          expect(text.trim()).toBe(text);
          expect(text).not.toBe('');
          expect(text).not.toMatch(slips);
          expect(text).not.toContain('\n');
        }
      }
  });

  test.each(everyCode)('%s is Chinese where it should be, and only there', (code) => {
    for (const sample of samplesOf(code)) {
      expect(explain(sample, 'zh').what).toMatch(chinese);
      expect(explain(sample, 'zh').remedies.join()).toMatch(chinese);
      expect(textsOf(sample, 'en').join()).not.toMatch(chinese);
    }
  });

  test.each(everyCode)('%s names in both languages the same numbers, addresses and paths', (code) => {
    // what a person would look for: the words of the parameters that are neither of a closed set nor turned into words
    const telling = /^(\/|\d+\.\d+\.\d+\.\d+|sha256:|SHA256:)/;
    for (const sample of samplesOf(code))
      for (const value of Object.values(sample.params).flat().map(String)) {
        if (!telling.test(value)) continue;
        expect(textsOf(sample, 'zh').join('\n').includes(value), value).toBe(textsOf(sample, 'en').join('\n').includes(value));
      }
  });
});

describe('the lines of a problem', () => {
  const full = problem('check.cpus', { found: 1, expected: 2 }, { host: 'm1', evidence: ['processor: 0'] });

  test('begin with the host and end with the code in the first, and what the host said comes last', () => {
    expect(problemLines(full, 'en')).toEqual([
      'm1: Too few processors for a master  [check.cpus]',
      '    found: 1',
      '    expected: 2 or more (kubeadm requires it)',
      '    to do: Give the machine more processors',
      '    it said: processor: 0',
    ]);
    expect(problemLines(full, 'zh')[0]).toBe('m1: master 的处理器不足  [check.cpus]');
  });

  test('name no host where there is none', () => {
    expect(problemLines({ ...full, host: undefined }, 'en')[0]).toBe('Too few processors for a master  [check.cpus]');
  });
});
