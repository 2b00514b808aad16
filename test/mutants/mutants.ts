/** A fault that somebody could make, and the tests that must find it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** A text that is in the file once, and what is put in its place. */
  readonly text: string;
  readonly instead: string;
  /** Test files, each of which must fail by itself. */
  readonly killers: readonly string[];
}

const lease: readonly Mutant[] = [
  {
    name: 'lease-not-taken',
    file: 'electron/engine/apply.ts',
    text: '      await concurrently(nodes, nodes.length, (node) => take(node, signal));\n',
    instead: '',
    killers: ['electron/engine/apply.test.ts'],
  },
  {
    name: 'lease-taken-for-nothing',
    file: 'electron/engine/apply.ts',
    text: 'const lease = changes.length > 0;',
    instead: 'const lease = true;',
    killers: ['electron/engine/apply.test.ts'],
  },
  {
    name: 'lease-not-kept-after-reconnecting',
    file: 'electron/engine/apply.ts',
    text: 'if (node) await (lease ? take(node, abort) : node.ask([showLease()], abort));',
    instead: 'if (node) await node.ask([showLease()], abort);',
    killers: ['electron/engine/apply.test.ts'],
  },
  {
    name: 'lease-not-given-back',
    file: 'electron/engine/apply.ts',
    text: '    if (lease) await drop();\n    await journal.close();',
    instead: '    await journal.close();',
    killers: ['electron/engine/apply.test.ts'],
  },
  {
    name: 'lease-not-given-back-where-nothing-begins',
    file: 'electron/engine/apply.ts',
    text: '    if (lease) await drop();\n    throw error;',
    instead: '    throw error;',
    killers: ['electron/engine/apply.test.ts'],
  },
  {
    name: 'cluster-not-looked-at-again',
    file: 'electron/engine/apply.ts',
    text: '      await deployment.confirm(signal);\n',
    instead: '',
    killers: ['electron/engine/practice/standing.test.ts'],
  },
  {
    name: 'lease-of-one-run-given-back-by-another',
    file: 'electron/engine/node/helper/lease.sh',
    text: '[ "$owner $holder" != "$2 $3" ] || {',
    instead: '[ "$owner" != "$2" ] || {',
    killers: ['test/contract/node-shells.test.ts'],
  },
  {
    name: 'lease-taken-from-who-is-there',
    file: 'electron/engine/node/helper/lease.sh',
    text: 'alive) [ "$owner $holder" != "$1 $2" ] ;;',
    instead: 'alive) return 1 ;;',
    killers: ['test/contract/node-shells.test.ts'],
  },
];

const init: readonly Mutant[] = [
  {
    name: 'init-guard-empty',
    file: 'shared/planner/control-plane.ts',
    text: '        guard: {\n          absent: layout.completed,',
    instead: '        noGuard: {\n          absent: layout.completed,',
    killers: ['shared/planner/plan.test.ts', 'electron/engine/apply.test.ts'],
  },
  {
    name: 'init-guard-forgets-etcd',
    file: 'shared/planner/control-plane.ts',
    text: "...(spec.etcd.topology === 'external' && { silent: etcdHoldsCluster(spec) }),",
    instead: '',
    killers: ['shared/planner/plan.test.ts'],
  },
  {
    name: 'guard-not-sent',
    file: 'electron/engine/resources/command.ts',
    text: 'start(resource.unit, cluster, argv, asked)',
    instead: 'start(resource.unit, cluster, argv)',
    killers: ['electron/engine/resources/command.test.ts', 'electron/engine/apply.test.ts'],
  },
  {
    name: 'guard-not-asked-by-the-host',
    file: 'electron/engine/node/helper/commands.sh',
    text: 'if [ -n "$guard" ]; then',
    instead: 'if false; then',
    killers: ['test/contract/node-shells.test.ts'],
  },
  {
    name: 'guard-path-not-looked-at-by-the-host',
    file: 'electron/engine/node/helper/commands.sh',
    text: 'if [ "$3" != - ] && [ -e "$3" ]; then',
    instead: 'if false; then',
    killers: ['test/contract/node-shells.test.ts'],
  },
  {
    name: 'irreversible-command-run-twice',
    file: 'electron/engine/resources/command.ts',
    text: "      if (hasSucceeded(before, context) && resource.undo === 'irreversible') throw notShown(resource, context);\n",
    instead: '',
    killers: ['electron/engine/resources/command.test.ts'],
  },
  {
    name: 'founding-not-recorded-before-init',
    file: 'electron/engine/apply.ts',
    text: "    if (step.title === 'init') await keepRecord(deployment.workspace.dir, { ...deployment.recording.atBegin, stage: 'founding' });\n",
    instead: '',
    killers: ['electron/engine/apply.test.ts'],
  },
  {
    name: 'standing-though-the-hand-over-failed',
    file: 'electron/engine/apply.ts',
    text: "if (problems.length > 0) result = { ...result, outcome: 'failed', problems };",
    instead: '',
    killers: ['electron/engine/apply.test.ts'],
  },
];

const order: readonly Mutant[] = [
  {
    name: 'stacked-members-join-side-by-side',
    file: 'shared/planner/control-plane.ts',
    text: 'const predecessor = external || before === site.first ?',
    instead: 'const predecessor = before !== undefined ?',
    killers: ['shared/planner/plan.test.ts'],
  },
  {
    name: 'etcd-members-start-without-each-other',
    file: 'shared/planner/etcd.ts',
    text: "needs: site.masters.map((master) => stepId('etcd-program', master)),",
    instead: "needs: [stepId('etcd-program', node)],",
    killers: ['shared/planner/plan.test.ts'],
  },
  {
    name: 'quorum-proven-without-the-members',
    file: 'shared/planner/etcd.ts',
    text: "needs: site.masters.map((m) => stepId('etcd', m)),",
    instead: 'needs: [],',
    killers: ['shared/planner/plan.test.ts'],
  },
  {
    name: 'init-without-a-quorum',
    file: 'shared/planner/control-plane.ts',
    text: "...(spec.etcd.topology === 'external' ? [stepId('etcd-quorum', first)] : []),",
    instead: '',
    killers: ['shared/planner/plan.test.ts'],
  },
  {
    name: 'masters-renewed-side-by-side',
    file: 'shared/planner/renew/renew.ts',
    text: "before === undefined ? [] : [stepId('take-part', before)]",
    instead: '[]',
    killers: ['shared/planner/renew/renew.test.ts'],
  },
  {
    name: 'master-renewed-before-the-others-are-ready',
    file: 'shared/planner/renew/renew.ts',
    text: '...(moves ? [ready(others)] : []),',
    instead: '',
    killers: ['shared/planner/renew/renew.test.ts'],
  },
  {
    name: 'master-takes-part-before-it-is-ready',
    file: 'shared/planner/renew/renew.ts',
    text: '      ready([node]),\n',
    instead: '',
    killers: ['shared/planner/renew/renew.test.ts'],
  },
  {
    name: 'services-started-again-side-by-side',
    file: 'shared/planner/scope.ts',
    text: 'return [...inTurns(changes, joining), ...proofs];',
    instead: 'return [...changes, ...proofs];',
    killers: ['shared/planner/scope.test.ts'],
  },
  {
    name: 'disturbed-step-not-performed',
    file: 'electron/engine/apply.ts',
    text: 'const disturbed = step.needs.some((need) => touched.has(need));',
    instead: 'const disturbed = false;',
    killers: ['electron/engine/apply.test.ts'],
  },
  {
    name: 'satisfied-step-performed',
    file: 'electron/engine/apply.ts',
    text: "    if (!disturbed && !again && isSatisfied(judgements, step)) return 'satisfied';\n",
    instead: '',
    killers: ['electron/engine/apply.test.ts'],
  },
];

const gates: readonly Mutant[] = [
  {
    name: 'changes-refuse-nothing',
    file: 'shared/cluster/changes.ts',
    text: 'export function changesBetween(situation: Situation): Changes {',
    instead:
      'export const changesBetween = (of: Situation): Changes => ({ ...decided(of), refused: [] });\nfunction decided(situation: Situation): Changes {',
    killers: ['shared/cluster/changes.test.ts', 'electron/engine/deployment.test.ts'],
  },
  {
    name: 'refusals-not-thrown',
    file: 'electron/engine/deployment.ts',
    text: "if (state.kind !== 'foreign' && refused.length > 0)",
    instead: "if (state.kind === 'foreign' && refused.length > 0)",
    killers: ['electron/engine/deployment.test.ts'],
  },
  {
    name: 'scope-not-applied',
    file: 'shared/planner/plan.ts',
    text: 'inScope(site, drafts).map(',
    instead: 'drafts.map(',
    killers: ['shared/planner/scope.test.ts', 'electron/engine/deployment.test.ts'],
  },
  {
    name: 'identity-not-checked',
    file: 'shared/checks/run.ts',
    text: '  hostnames,\n  identity,\n',
    instead: '  hostnames,\n',
    killers: ['electron/engine/deployment.test.ts'],
  },
  {
    name: 'blockers-not-thrown',
    file: 'electron/engine/deployment.ts',
    text: '  throwAll(inTheWay(findings, accepted).map((f) => f.problem));\n',
    instead: '',
    killers: ['electron/engine/deployment.test.ts'],
  },
  {
    name: 'accepted-for-any-bundle',
    file: 'electron/engine/deployment.ts',
    text: 'const accepted = acceptedFor(bundle.digest, undertaking.accepted);',
    instead: 'const { accepted } = undertaking;',
    killers: ['electron/engine/deployment.test.ts'],
  },
  {
    name: 'unreached-host-told-as-empty',
    file: 'electron/engine/observe.ts',
    text: 'reached: false, signs: []',
    instead: 'reached: true, signs: []',
    killers: ['electron/engine/deployment.test.ts'],
  },
  {
    name: 'cluster-of-unreached-hosts-absent',
    file: 'shared/cluster/state.ts',
    text: 'const allReached = known.every((host) => host.reached);',
    instead: 'const allReached = true;',
    killers: ['shared/cluster/state.test.ts'],
  },
  {
    name: 'missing-hosts-not-told',
    file: 'electron/engine/deployment.ts',
    text: '  throwAll(awayFrom(fleet, scope));\n',
    instead: '',
    killers: ['electron/engine/deployment.test.ts'],
  },
  {
    name: 'fleet-left-open',
    file: 'electron/engine/fleet.ts',
    text: '      await close();\n      throw error;',
    instead: '      throw error;',
    killers: ['electron/engine/fleet.test.ts'],
  },
  {
    name: 'abort-taken-for-a-host-that-is-away',
    file: 'electron/engine/fleet.ts',
    text: "if (wanted === 'all' || !(error instanceof ProblemError)) {",
    instead: "if (wanted === 'all') {",
    killers: ['electron/engine/fleet.test.ts'],
  },
  {
    name: 'refused-password-tried-again',
    file: 'electron/engine/transport/credential-gate.ts',
    text: "      if (typeof this.#state === 'object') throw refused(this.#state.refusedBy);\n",
    instead: '',
    killers: ['electron/engine/transport/credential-gate.test.ts', 'electron/engine/fleet.test.ts'],
  },
];

export const mutants: readonly Mutant[] = [...lease, ...init, ...order, ...gates];
