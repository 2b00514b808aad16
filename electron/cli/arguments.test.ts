import { describe, expect, test } from 'vitest';
import { readArguments, usage, UsageError } from './arguments.ts';
import { exit } from './exit.ts';

describe('the command line', () => {
  test('words are the command, wherever the options stand', () => {
    const given = readArguments(['--json', 'spec', '-f', 'a.yaml', 'check', '--lang=zh', '-y']);
    expect(given).toMatchObject({ command: ['spec', 'check'], file: 'a.yaml', lang: 'zh', json: true, yes: true, help: false });
  });

  test('what is not given is undefined, so that defaults are made in one place', () => {
    const { command, ...given } = readArguments(['status']);
    expect(command).toEqual(['status']);
    expect(Object.values(given).filter((value) => value !== undefined && value !== false && String(value) !== '')).toEqual([]);
  });

  test('short and long names are the same', () => {
    expect(readArguments(['plan', '-f', 'a', '-b', 'b', '-w', 'c'])).toEqual(
      readArguments(['plan', '--file', 'a', '--bundle', 'b', '--workspace', 'c']),
    );
  });

  test.each([[['apply', '--force']], [['apply', '-f']], [['apply', '--yes=no']], [['-x']], [['apply', '--file', '--json']]])(
    '%j is a usage error that names the word',
    (argv) => {
      expect(() => readArguments(argv)).toThrow(UsageError);
      expect(() => readArguments(argv)).toThrow(/--force|-f|--yes|-x|--file/);
    },
  );

  test('both languages name the same commands, options and exit codes', () => {
    const names = (text: string) =>
      new Set(text.match(/(?<=^ {2}barque )[a-z]+( example| check)?|--?[a-z]+\b|fd:N|\b\d+(?= )/gm));
    expect(names(usage.zh)).toEqual(names(usage.en));
    for (const code of Object.values(exit)) expect(usage.en).toMatch(new RegExp(`\\b${code} `));
  });
});
