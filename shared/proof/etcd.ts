import { z } from 'zod';
import type { EtcdClientPki } from '../model/resource.ts';
import { amiss, bounded } from './amiss.ts';

/** etcdctl's arguments to speak to the member of this host. */
export const etcdctl = (pki: EtcdClientPki): readonly string[] => [
  '--endpoints=https://127.0.0.1:2379',
  `--cacert=${pki.ca}`,
  `--cert=${pki.certificate}`,
  `--key=${pki.key}`,
  '--command-timeout=3s',
];

/** Asks every member for its health; etcdctl exits non-zero where one is not healthy, and still prints all. */
export const etcdHealthQuery = (pki: EtcdClientPki) => [...etcdctl(pki), 'endpoint', 'health', '--cluster', '-w', 'json'];

// what is no URL of a member, or more members than etcd has, is no answer of etcd's
const health = z
  .array(z.object({ endpoint: z.string().regex(/^https?:\/\/[A-Za-z0-9.:[\]-]{1,261}$/), health: z.boolean() }))
  .max(50);

/** The members and their health; undefined where etcd did not answer. */
export const etcdMembers = (answer: string): z.infer<typeof health> | undefined =>
  health.safeParse(parseJson(answer.split('\n').find((l) => l.startsWith('[')))).data;

/** What is amiss with a quorum of so many members; nothing if all of them are there and healthy. */
export function etcdAmiss(answer: string, members: number): string[] {
  const found = etcdMembers(answer);
  if (!found) return [amiss('etcd-silent')];
  const sick = found.filter((m) => !m.health).map((m) => m.endpoint);
  return bounded(found.length === members ? sick : [...sick, amiss('etcd-members', `${found.length}/${members}`)]);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
