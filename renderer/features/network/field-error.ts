import { formatsEn } from '../../../shared/problems/formats.ts';
import type { Format } from '../../../shared/model/format.ts';
import { explain, type Language, type Problem } from '../../../shared/problems/problem.ts';
import { fieldWords } from '../../locales/fields.ts';
import type { FieldProblems } from '../nodes/field-problems.ts';
import { whyNot, type WhyNot } from './why-not.ts';

/** Nobody reads more of the entries of one field at once. */
const most = 3;

/** What is said below a field; nothing where it is only missing yet. */
export function fieldError(wrong: FieldProblems, at: string, language: Language): string | undefined {
  const told = (wrong.get(at) ?? []).filter(({ code }) => code !== 'spec.missing');
  // an address in the field's network is one of many, an entry of its list is not
  const each = told.filter(({ code }, i) => code === 'spec.value' || told.findIndex((other) => other.code === code) === i);
  const said = [...new Set(each.map((problem) => say(problem, at, language)))];
  return said.length === 0 ? undefined : said.slice(0, most).join(language === 'zh' ? '；' : '; ');
}

/** Whether something must still be typed into a field. */
export const isMissing = (wrong: FieldProblems, at: string): boolean =>
  wrong.get(at)?.some(({ code }) => code === 'spec.missing') ?? false;

type Words = (typeof fieldWords)['en'];

function say(problem: Problem, at: string, language: Language): string {
  const words = fieldWords[language];
  const { code, params } = problem;
  const text = (name: string) => String(params[name]);
  switch (code) {
    case 'spec.value':
      return valueSaid(problem, expectedOf(problem, language), words);
    case 'spec.choice':
    case 'spec.network-size':
      return expectedOf(problem, language);
    case 'spec.endpoint-is-node':
      return words.isNode;
    case 'spec.networks-overlap':
      return words.overlap(text('pods'), text('services'));
    case 'spec.address-in-network':
      return at === text('network') ? words.liesInside(text('address')) : words.liesIn(text('cidr'));
    case 'spec.address-reserved':
      return words.reserved;
    case 'spec.api-port-in-node-ports':
      return words.amongNodePorts(Number(params['port']), text('range'));
    case 'spec.port-taken':
      return (at === 'network.nodePorts' ? words.covers : words.portTaken)(Number(params['port']), text('component'));
    case 'spec.directory-unfit': {
      const why = text('why');
      return why === 'volatile' || why === 'system' || why === 'shared' ? words.unfit[why] : expectedOf(problem, language);
    }
    case 'spec.logs-version':
      return words.since('1.30');
    case 'spec.algorithm-version':
      return words.since(text('since'));
    default: {
      const { what, found } = explain(problem, language);
      return `${what}${language === 'zh' ? '：' : ': '}${found}`;
    }
  }
}

/** What belongs there, as a sentence begins. */
const expectedOf = (problem: Problem, language: Language): string =>
  explain(problem, language).expected.replace(/^[a-z]/, (letter) => letter.toUpperCase());

/** What is wrong with a value's form, or else what its form is; of a list, with which of its entries. */
function valueSaid({ params: { path, found, format } }: Problem, expected: string, words: Words): string {
  const typed = unquoted(String(found));
  if (typed === undefined) return expected;
  const why = isFormat(format) ? whyNot(format, typed) : undefined;
  const said = why === undefined ? expected : whySaid(why, format === 'path', words);
  return String(path).endsWith(']') ? words.entry(typed, said) : said;
}

const isFormat = (format: unknown): format is Format => typeof format === 'string' && Object.hasOwn(formatsEn, format);

/** Problems quote what they found, and shorten it. */
function unquoted(found: string): string | undefined {
  try {
    const read: unknown = JSON.parse(found);
    return typeof read === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}

function whySaid(why: WhyNot, isPath: boolean, words: Words): string {
  switch (why.is) {
    case 'too-much':
      return words.tooMuch(why.part);
    case 'no-prefix':
      return words.noPrefix;
    case 'host-bits':
      return words.hostBits(why.meant);
    case 'reversed':
      return words.reversed(why.meant);
    case 'whole-disk':
      return words.wholeDisk;
    case 'characters':
      return isPath ? words.pathCharacters : words.characters;
    case 'ipv6':
    case 'numbers':
    case 'capitals':
    case 'relative':
    case 'dots':
      return words[why.is];
  }
}
