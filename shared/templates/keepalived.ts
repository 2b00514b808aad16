import { layout } from '../model/layout.ts';
import { apiPort, type Cluster, type NamedNode } from '../spec/resolve.ts';
import { revisionOf } from './revision.ts';
import { yaml } from './yaml.ts';

// Facts: keepalived.conf(5), https://www.keepalived.org/manpage.html; RFC 5798 (VRRP version 3).

const directory = `${layout.config}/keepalived`;
/** What Barque and the health check tell each other; the container sees it under the same path. It is gone with a reboot. */
const run = `${layout.run}/keepalived`;

export const keepalivedPaths = {
  config: `${directory}/keepalived.conf`,
  check: `${directory}/check-api`,
  pod: `${layout.staticPods}/keepalived.yaml`,
  /** Until the time in it (seconds since the epoch, by the host's clock), the master counts as unhealthy and gives the address to another. */
  aside: `${run}/aside`,
  /** What the health check of earlier Barques heeds instead: while it is there, whatever is in it. */
  asideBefore: `${directory}/aside`,
  /** The revision of the configuration that Keepalived runs with, noted by the health check. */
  revision: `${run}/revision`,
} as const;

/** The name of Keepalived's container. */
export const keepalivedContainer = 'keepalived';

/** The directory as the container sees it. */
const inside = '/etc/keepalived';

/** A master whose card is known: the one that has the node address, and that address's prefix length. */
export interface MasterWithCard extends NamedNode {
  readonly card: { readonly name: string } | undefined;
  readonly prefix: number;
}

/**
 * keepalived.conf as measured (`npm run bench -- power-cut`): 0.6 s at a power cut of the master that holds the address, no failed
 * request when it returns, 2.1 s when its API server is killed.
 * - All begin as BACKUP with equal priority, a healthy API server adds 50: who holds the address keeps it while it is healthy.
 * - No `nopreempt`: with it, an address that went to a master without an API server would stay there.
 * - `init_fail`: a master that comes back counts as unhealthy until its API server answered.
 * - The check asks twice before it fails, 0.6 s apart, so a killed API server costs 0.6 to 1.6 s and 0.7 s of VRRP (3 adverts and the
 *   skew), not the two whole seconds of keepalived's own counting; an etcd election, which holds up one answer at most, costs nothing.
 * - Two backups' time is over at the same moment, and both take the address until one yields within an advert. If that one was the last
 *   to tell its MAC address, everybody sent to it for 5 s, when the other one's second set came; seen at one move in twenty. So who has
 *   the address tells so for a whole second, each 100 ms.
 * - Unicast peers stand one a line: of several in a line keepalived takes the first and is silent about the others.
 * - The check is told the configuration's own revision and notes it: so what Keepalived runs with is known, which reads a changed
 *   configuration only at SIGHUP. A reload keeps state and address, on all masters at once too; so the files change under a running pod.
 */
export const keepalivedConfig = (cluster: Cluster, node: MasterWithCard): string =>
  configuration(cluster, node, keepalivedRevision(cluster, node));

/** Tells the configuration from its other versions. */
export const keepalivedRevision = (cluster: Cluster, node: MasterWithCard): string =>
  revisionOf(configuration(cluster, node, ''));

function configuration({ spec, masters }: Cluster, node: MasterWithCard, revision: string): string {
  const { endpoint } = spec;
  if (endpoint.kind !== 'keepalived') throw new Error('the endpoint is not Keepalived');
  if (!node.card) throw new Error(`no card has the node address of ${node.name}: the checks refuse that`);
  const peers = masters.map((m) => m.nodeAddress).filter((address) => address !== node.nodeAddress);
  // A lone master has nobody to tell: an empty block is an error, and a source without peers one to come.
  const block = peers.map((peer) => `        ${peer}\n`).join('');
  const unicast = block && `    unicast_src_ip ${node.nodeAddress}\n    unicast_peer {\n${block}    }\n`;
  return `global_defs {
    router_id ${node.hostname}
    vrrp_version 3
    script_user root
    enable_script_security
    vrrp_garp_master_repeat 10
    vrrp_garp_interval 0.1
    vrrp_garp_master_delay 1
}

vrrp_script api {
    script "${inside}/check-api ${revision}"
    interval 1
    timeout 6
    fall 1
    rise 2
    weight 50
    init_fail
}

vrrp_instance api {
    state BACKUP
    interface ${node.card.name}
    virtual_router_id ${endpoint.virtualRouterId}
    priority 100
    advert_int 0.2
${unicast}    virtual_ipaddress {
        ${endpoint.address}/${node.prefix} dev ${node.card.name}
    }
    track_script {
        api
    }
}
`;
}

/** How long a master stands aside at most, in seconds: longer than a turn of a renewal takes, and it ends by itself. */
export const asideSeconds = 600;

/**
 * The health check: does this master take part, and does its own API server, with its own etcd behind it, answer one of two questions
 * within 2 s? Its argument is the revision of the configuration that calls it.
 */
export const keepalivedCheck = ({ spec }: Pick<Cluster, 'spec'>, node: NamedNode): string => `#!/bin/sh
{
  read -r noted <${keepalivedPaths.revision}
  [ "$noted" = "$1" ] || echo "$1" >${keepalivedPaths.revision}
  # a clock that was set back makes nobody stand aside for long
  if read -r until <${keepalivedPaths.aside}; then
    now=$(date +%s)
    [ "$until" -gt "$now" ] && [ "$until" -le $((now + ${2 * asideSeconds})) ] && exit 1
  fi
} 2>/dev/null
answers() {
  curl --silent --fail --output /dev/null --max-time 2 \\
    --cacert ${layout.kubernetesPki}/ca.crt https://${node.nodeAddress}:${apiPort(spec)}/readyz
}
answers || { sleep 0.6; answers; }
`;

/** Keepalived as a static pod, so that a host needs no package for it. The image has keepalived, sh, date and curl. */
export function keepalivedPod(image: string): string {
  return yaml({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'keepalived',
      namespace: 'kube-system',
      labels: { component: 'keepalived', tier: 'control-plane' },
    },
    spec: {
      hostNetwork: true,
      priorityClassName: 'system-node-critical',
      containers: [
        {
          name: keepalivedContainer,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['keepalived', '--dont-fork', '--log-console', '--use-file', `${inside}/keepalived.conf`],
          resources: { requests: { cpu: '50m', memory: '32Mi' } },
          securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW', 'NET_BROADCAST'] } },
          volumeMounts: [
            { name: 'config', mountPath: inside, readOnly: true },
            { name: 'run', mountPath: run },
            { name: 'ca', mountPath: `${layout.kubernetesPki}/ca.crt`, readOnly: true },
            // Without an entry for root, `script_user root` fails, and keepalived goes on without the health check.
            { name: 'users', mountPath: '/etc/passwd', readOnly: true },
          ],
        },
      ],
      volumes: [
        { name: 'config', hostPath: { path: directory, type: 'Directory' } },
        { name: 'run', hostPath: { path: run, type: 'DirectoryOrCreate' } },
        { name: 'ca', hostPath: { path: `${layout.kubernetesPki}/ca.crt`, type: 'File' } },
        { name: 'users', hostPath: { path: '/etc/passwd', type: 'File' } },
      ],
    },
  });
}
