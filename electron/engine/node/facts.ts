import { randomUUID } from 'node:crypto';
import { clockMs, parseFacts, type FactsQuery } from '../../../shared/facts/parse.ts';
import { splitSections, type Sections } from '../../../shared/facts/sections.ts';
import { hostFacts, type HostFacts } from '../../../shared/model/facts.ts';
import { okay, type Ask, type Results } from './ask.ts';
import type { Node } from './node.ts';

const readClock = (): Ask<{ hostMs: number; receivedMs: number }> => ({
  verb: 'clock',
  args: [],
  seconds: 60,
  read: (answer) => ({ hostMs: clockMs(okay(answer).toString('utf8')), receivedMs: answer.at }),
});

function readSections({ programs, paths, addresses }: FactsQuery): Ask<Sections> {
  const mark = randomUUID();
  return {
    verb: 'facts',
    args: [mark, ...programs, ...paths, ...addresses],
    seconds: 60,
    read: (answer) => splitSections(okay(answer).toString('utf8'), mark),
  };
}

/**
 * What a host is, in one round trip (and one before it, where the helper is not there yet: starting it must not count as skew).
 * @throws {ProblemError} as `Node.ask`
 */
export async function probe(node: Node, query: FactsQuery, signal: AbortSignal): Promise<HostFacts> {
  return (await probeWith(node, query, [], signal)).facts;
}

/** The same, with more questions in the same round trip. @throws {ProblemError} as `Node.ask` */
export async function probeWith<const A extends readonly Ask<unknown>[]>(
  node: Node,
  query: FactsQuery,
  also: A,
  signal: AbortSignal,
): Promise<{ readonly facts: HostFacts; readonly answers: Results<A> }> {
  await node.ask([readClock()], signal);
  const sentMs = Date.now();
  const [clock, sections, ...answers] = await node.ask([readClock(), readSections(query), ...also], signal);
  return { facts: hostFacts.parse(parseFacts(sections, query, { ...clock, sentMs })), answers };
}
