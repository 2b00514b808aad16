import type { PlannedStep } from '../contract/plans.ts';
import { holdsSecret, type Content, type LateValue } from '../model/content.ts';
import { layout, unitPath } from '../model/layout.ts';
import type { Plan, Step } from '../model/plan.ts';
import type { FileResource, Resource } from '../model/resource.ts';
import type { Language } from '../problems/problem.ts';
import { wordsOf } from '../run/titles.ts';
import { dispatch, prelude } from './script-prelude.ts';
import { comment, commandLine, quoted } from './shell-words.ts';

/**
 * The plan as one POSIX shell script, for those who must type: run on each host with the host's name. It does what the steps say that are
 * not satisfied, and waits for a person where another host comes first. Secrets are named in it, never held.
 * @param planned the plan as it was compared with the hosts; every step is written out without it
 * @param practice whether the plan is a practice cluster's
 */
export function runbookShell(plan: Plan, language: Language, planned: readonly PlannedStep[] = [], practice = false): string {
  const done = new Set(planned.filter(({ satisfied }) => satisfied).map(({ id }) => id));
  const steps = plan.steps.filter(({ id }) => !done.has(id));
  const hosts = [...new Set(steps.map(({ host }) => host))];
  const values = new Set(steps.flatMap(({ resources }) => resources.flatMap(valuesOf)).map(nameOf));
  return [
    prelude({ name: plan.cluster, practice }, [...values].sort(), language),
    ...steps.map((step) => stepFunction(step, language)),
    dispatch(hosts, (host) => hostBody(steps, host, language), language),
  ].join('\n');
}

const functionOf = ({ id }: Step): string => `step_${id.replace(/[^A-Za-z0-9]/g, '_')}`;

function stepFunction(step: Step, language: Language): string {
  const body = step.resources.map(shellOf).join('\n');
  return `${comment(`${step.host}: ${wordsOf(step.title, language)}`)}\n${functionOf(step)}() {\n${body === '' ? ':' : body}\n}\n`;
}

function hostBody(steps: readonly Step[], host: string, language: Language): string {
  const own = new Map(steps.map((step) => [step.id, step]));
  const here = steps.filter((step) => step.host === host);
  const values = new Set(here.flatMap(({ resources }) => resources.flatMap(valuesOf)).map(nameOf));
  const need = values.size === 0 ? [] : [`  need ${commandLine([...values].sort())}`];
  const lines = here.flatMap((step) => {
    const others = step.needs.flatMap((id) => own.get(id) ?? []).filter((need) => need.host !== host);
    const labels = others.map((need) => quoted(`${need.host}: ${wordsOf(need.title, language)}`));
    return [
      ...(labels.length === 0 ? [] : [`  wait_for ${labels.join(' ')}`]),
      `  say ${quoted(`${host}: ${wordsOf(step.title, language)}`)}`,
      `  ${functionOf(step)}`,
    ];
  });
  return [...need, ...lines].join('\n');
}

const lateOf = (content: Content): LateValue[] =>
  typeof content === 'string' ? [] : content.filter((part) => typeof part !== 'string');
const nameOf = (value: LateValue): string => ('secret' in value ? value.secret : value.certificate);

function valuesOf(resource: Resource): LateValue[] {
  if (resource.kind === 'file') return lateOf(resource.content);
  return resource.kind === 'command' ? (resource.inputs ?? []).flatMap(({ content }) => lateOf(content)) : [];
}

/** A document, written out piece by piece where late values stand between. */
function printed(content: Content): string {
  const parts = typeof content === 'string' ? [content] : content;
  return `{\n${parts.map((part) => (typeof part === 'string' ? `printf '%s' ${quoted(part)}` : `late ${quoted(nameOf(part))} ${part.encoding}`)).join('\n')}\n}`;
}

function fileShell({ path, mode, content, unlessPresent }: FileResource): string {
  // a mode that lets others read is not for what is secret, whatever the plan says
  const put = `${printed(content)} | put ${(holdsSecret(content) ? mode & 0o700 : mode).toString(8)} ${quoted(path)}`;
  return unlessPresent ? `if [ ! -e ${quoted(path)} ]; then\n${put}\nfi` : put;
}

const hex = (digest: string): string => digest.replace(/^sha256:/, '');

function shellOf(resource: Resource): string {
  switch (resource.kind) {
    case 'directory':
      return `mkdir -p ${quoted(resource.path)}\nchmod ${resource.mode.toString(8)} ${quoted(resource.path)}`;
    case 'file':
      return fileShell(resource);
    case 'block':
      return `printf '%s\\n' ${commandLine(resource.lines)} | put_block ${quoted(resource.block)} ${quoted(resource.path)}`;
    case 'binary':
      return `install_program ${commandLine([resource.path, hex(resource.blob.digest), resource.blob.compression])}`;
    case 'link': {
      const link = `ln -sfn ${commandLine([resource.to, resource.path])}`;
      return resource.unlessPresent ? `[ -e ${quoted(resource.path)} ] || ${link}` : link;
    }
    case 'absent':
      return `rm -rf ${quoted(resource.path)}`;
    case 'sysctl':
      return resource.atLeast === true
        ? `sysctl_at_least ${commandLine([resource.key, resource.value])}`
        : `sysctl -w ${quoted(`${resource.key}=${resource.value}`)}`;
    case 'module':
      return `modprobe ${quoted(resource.name)}`;
    case 'swap-off':
      return 'swap_off /etc/fstab';
    case 'hostname':
      return `hostnamectl set-hostname ${quoted(resource.hostname)}`;
    case 'service':
      return `systemctl daemon-reload\nsystemctl enable ${quoted(resource.unit)}${resource.started ? `\nsystemctl restart ${quoted(resource.unit)}` : ''}`;
    case 'no-service':
      return `systemctl disable --now ${quoted(resource.unit)} 2>/dev/null || :\nrm -f ${quoted(unitPath(resource.unit))}\nsystemctl daemon-reload`;
    case 'images':
      return resource.images
        .map(({ name, digest, blobs }) => `import_image ${commandLine([name, hex(digest), ...blobs.map(hex)])}`)
        .join('\n');
    case 'packages':
      return `install_packages ${commandLine([resource.format, ...resource.files.flatMap(({ name, digest }) => [name, hex(digest)])])}`;
    case 'command':
      return commandShell(resource);
    case 'static-pods':
      return comment(`static pods ${resource.pods.map(({ component }) => component).join(', ')}: the kubelet starts them`);
    case 'manifest': {
      const put = `${printed(resource.content)} | put 600 ${quoted(resource.path)}`;
      return `${put}\nkubectl --kubeconfig ${layout.adminConf} apply --server-side --force-conflicts --field-manager=barque -f ${quoted(resource.path)}`;
    }
    case 'reload': {
      const ctr = ['ctr', '--address', layout.containerdSocket, '--namespace', 'k8s.io'];
      const containers = commandLine([
        ...ctr,
        'containers',
        'ls',
        '--quiet',
        `labels."io.kubernetes.container.name"==${resource.container}`,
      ]);
      return `for id in $(${containers}); do ${commandLine([...ctr, 'tasks', 'kill', '--signal', 'SIGHUP'])} "$id" || true; done`;
    }
    case 'proof':
      return proofShell(resource);
  }
}

function commandShell({ argv, done, donePrints, inputs = [] }: Extract<Resource, { kind: 'command' }>): string {
  const check =
    donePrints === undefined
      ? `${commandLine(done)} >/dev/null 2>&1`
      : `${commandLine(done)} 2>/dev/null | grep -qxF ${quoted(donePrints)}`;
  const before = inputs.map(fileShell);
  const after = inputs.map(({ path }) => `rm -f ${quoted(path)}`);
  return [`if ${check}; then`, 'already', 'else', ...before, commandLine(argv), ...after, 'fi'].join('\n');
}

/** Proofs change nothing: what a person looks at. */
function proofShell({ proof }: Extract<Resource, { kind: 'proof' }>): string {
  const kubectl = `kubectl --kubeconfig ${layout.adminConf}`;
  switch (proof.name) {
    case 'etcd-quorum':
      return `etcdctl --endpoints https://127.0.0.1:2379 ${commandLine(['--cacert', proof.pki.ca, '--cert', proof.pki.certificate, '--key', proof.pki.key])} endpoint health --cluster`;
    case 'nodes-ready':
      return `${kubectl} get nodes -o wide`;
    case 'system-pods-ready':
      return `${kubectl} get pods --all-namespaces -o wide`;
    case 'single-vip':
      return `ip -o addr show to ${quoted(`${proof.address}/32`)}`;
    case 'api-servers-ready':
      return proof.servers.map((server) => `${kubectl} --server ${quoted(server)} get --raw /readyz`).join('\n');
    case 'stands-aside':
      return `mkdir -p ${quoted(proof.until.slice(0, proof.until.lastIndexOf('/')))}\necho $(($(date +%s) + ${proof.seconds})) >${quoted(proof.until)}\ntouch ${quoted(proof.marker)}\nip -o addr show to ${quoted(`${proof.address}/32`)}`;
    case 'follows':
      return `etcdctl --endpoints https://127.0.0.1:2379 ${commandLine(['--cacert', proof.pki.ca, '--cert', proof.pki.certificate, '--key', proof.pki.key])} endpoint status --cluster`;
    case 'serves':
      return commandLine(proof.query);
    default:
      return comment(`${proof.name}: barque verify tells`);
  }
}
