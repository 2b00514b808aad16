import { z } from 'zod';
import type { EtcdClientPki } from '../model/resource.ts';

/** Asks every member for its health; etcdctl exits non-zero where one is not healthy, and still prints all. */
export const etcdHealthQuery = (pki: EtcdClientPki) => [
  '--endpoints=https://127.0.0.1:2379',
  `--cacert=${pki.ca}`,
  `--cert=${pki.certificate}`,
  `--key=${pki.key}`,
  '--command-timeout=3s',
  'endpoint',
  'health',
  '--cluster',
  '-w',
  'json',
];

const health = z.array(z.object({ endpoint: z.string(), health: z.boolean() }));

/** What is amiss with a quorum of so many members; nothing if all of them are there and healthy. */
export function etcdAmiss(answer: string, members: number): string[] {
  const line = answer.split('\n').find((l) => l.startsWith('['));
  const parsed = health.safeParse(parseJson(line));
  if (!parsed.success) return ['no answer'];
  const sick = parsed.data.filter((m) => !m.health).map((m) => m.endpoint);
  const missing = members - parsed.data.length;
  return missing === 0 ? sick : [...sick, `${parsed.data.length} of ${members} members`];
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
