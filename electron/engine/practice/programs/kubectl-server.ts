import { load } from 'js-yaml';
import { z } from 'zod';
import { layout } from '../../../../shared/model/layout.ts';
import { reachApi, type Reached } from '../api-server.ts';
import { endOf, expiredWords, isPast, validUntil } from '../certificate-times.ts';
import type { PracticeCluster } from '../cluster.ts';
import type { Machine } from '../machine.ts';
import { serverIn } from '../kube-view.ts';
import type { Line } from './kubectl-line.ts';
import type { Call } from './program.ts';

const unauthorized = 'error: You must be logged in to the server (Unauthorized)';

/** The API server that is asked with this kubeconfig, or the one that is named instead; or why it does not answer, in kubectl's words. */
export function serverOf({ machine, cluster }: Pick<Call, 'machine' | 'cluster'>, line: Line): Reached {
  const path = line.option('--kubeconfig') ?? '/root/.kube/config';
  const text = machine.files.text(path);
  const trusted = line.option('--certificate-authority');
  const byToken = line.option('--token') !== undefined;
  for (const file of [...(byToken ? [] : [path]), ...(trusted === undefined ? [] : [trusted])])
    if (machine.files.text(file) === undefined) return { silent: `error: stat ${file}: no such file or directory` };
  const named = line.option('--server') ?? serverIn(text) ?? '';
  const [, address, port] = /^https:\/\/([^:/]+):(\d+)/.exec(named) ?? [];
  if (address === undefined || port === undefined) return { silent: `error: no server in ${path}` };
  if (port === kubeletPort) return { silent: kubeletSays(cluster, address) };
  const reached = reachApi(cluster, address, port);
  if ('silent' in reached) return reached;
  const served = validUntil(reached.machine, `${layout.kubernetesPki}/apiserver.crt`);
  if (isPast(machine, served))
    return { silent: `Unable to connect to the server: tls: failed to verify certificate: ${expiredWords(machine, served)}` };
  // who is refused is told no reason
  return !byToken && isPast(reached.machine, clientEnd(machine, text ?? '')) ? { silent: unauthorized } : reached;
}

const user = z.object({
  users: z.tuple([
    z.object({
      user: z.object({ 'client-certificate-data': z.base64().optional(), 'client-certificate': z.string().optional() }),
    }),
  ]),
});

/** Until when the client certificate of a kubeconfig is valid. */
function clientEnd(machine: Machine, text: string): number | undefined {
  const [first] = user.safeParse(yamlOf(text)).data?.users ?? [];
  const { 'client-certificate-data': data, 'client-certificate': path } = first?.user ?? {};
  if (data !== undefined) return endOf(Buffer.from(data, 'base64'));
  return path === undefined ? undefined : validUntil(machine, path);
}

function yamlOf(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

const kubeletPort = '10250';
const kubeletHealthPort = '10248';
const etcdPeerPort = '2380';

/** Whether somebody answers who is no API server: the kubelet's health check, or an etcd member to its peers; undefined for all others. */
export function otherAnswers({ machine, cluster }: Pick<Call, 'machine' | 'cluster'>, line: Line): boolean | undefined {
  const [, address = '', port] = /^https?:\/\/([^:/]+):(\d+)/.exec(line.option('--server') ?? '') ?? [];
  if (port === kubeletHealthPort) return machine.isActive(layout.kubeletUnit);
  const peer = cluster.byAddress(address)?.unit(layout.etcdUnit)?.active;
  return port === etcdPeerPort ? peer === 'active' || peer === 'activating' : undefined;
}

/** Nobody who asks a kubelet has a token that it knows. */
const kubeletSays = (cluster: PracticeCluster, address: string): string =>
  cluster.byAddress(address)?.isActive(layout.kubeletUnit)
    ? unauthorized
    : `The connection to the server ${address}:${kubeletPort} was refused - did you specify the right host or port?`;
