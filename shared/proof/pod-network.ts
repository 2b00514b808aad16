import { dump } from 'js-yaml';

export const proofNamespace = 'barque-proof';

/** At most so many nodes are proven: busybox's nslookup asks by UDP, whose 512 bytes hold no more addresses. */
export const provenNodes = 25;

/**
 * What each pod does: it serves a page, finds all its peers by DNS (a headless service), fetches the page of each, then that of
 * the service's own address through kube-proxy. Only when all of that has succeeded in one round does it call itself ready, so
 * the DaemonSet's count of ready pods is the proof, and a pod's log says whom it could not reach.
 */
const script = `
mkdir -p /tmp/www && echo barque > /tmp/www/index.html && httpd -p 8080 -h /tmp/www
while :; do
  amiss=
  peers=$(nslookup "$PEERS" 2>/dev/null | answers)
  n=0
  for ip in $peers; do
    n=$((n + 1))
    [ "$(timeout 2 wget -q -O - "http://$ip:8080/" 2>/dev/null)" = barque ] || amiss="$amiss $ip"
  done
  [ "$n" = "$WANTED" ] || amiss="$amiss dns:$n/$WANTED"
  [ "$(timeout 2 wget -q -O - "http://$SERVICE:8080/" 2>/dev/null)" = barque ] || amiss="$amiss service"
  if [ -z "$amiss" ]; then touch /tmp/proven; echo proven; sleep 3600; fi
  echo "amiss:$amiss"
  sleep 1
done
`;

// the answer's addresses: what follows "Address: " (or "Address 1: ") after the line that names the host, each once
const addresses = `answers() {
  seen=
  while read -r label rest; do
    case $label in
      Name:) found=1 ;;
      Address:|Address) [ "\${found:-}" ] || continue
        ip=\${rest##*: }; ip=\${ip%% *}
        case " $seen " in *" $ip "*) ;; *) seen="$seen $ip"; echo "$ip" ;; esac ;;
    esac
  done
}
`;

/** The pods, and the two services by which they find each other, on the named nodes. */
export function proofManifest(nodes: readonly string[], image: string, dnsDomain: string): string {
  const labels = { app: 'barque-proof' };
  const metadata = (name: string) => ({ name, namespace: proofNamespace });
  const service = (name: string, spec: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(name),
    spec: { selector: labels, publishNotReadyAddresses: true, ports: [{ port: 8080 }], ...spec },
  });
  const domain = `${proofNamespace}.svc.${dnsDomain}`;
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: proofNamespace } },
    service('peers', { clusterIP: 'None' }),
    service('page', {}),
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: metadata('proof'),
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            tolerations: [{ operator: 'Exists' }],
            terminationGracePeriodSeconds: 0,
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  // a term a node: the API takes one name in each
                  nodeSelectorTerms: nodes.map((name) => ({
                    matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }],
                  })),
                },
              },
            },
            containers: [
              {
                name: 'proof',
                image,
                imagePullPolicy: 'IfNotPresent',
                command: ['sh', '-c', addresses + script],
                env: [
                  { name: 'PEERS', value: `peers.${domain}` },
                  { name: 'SERVICE', value: `page.${domain}` },
                  { name: 'WANTED', value: String(nodes.length) },
                ],
                readinessProbe: { exec: { command: ['sh', '-c', '[ -e /tmp/proven ]'] }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
  ];
  return objects.map((object) => dump(object, { lineWidth: -1, noRefs: true })).join('---\n');
}
