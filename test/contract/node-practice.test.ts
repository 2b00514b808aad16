import { describeLeaseAndGuard } from './lease-and-guard-contract.ts';
import { describeNode } from './node-contract.ts';
import { openMemoryHost, openPracticeHost } from './practice-host.ts';
import { describeSupervision } from './supervision-contract.ts';

// Practice hosts behave as real ones do: the contract of the node helper holds for them word for word.
for (const [name, open] of [
  ['in memory', openMemoryHost],
  ['over SSH', openPracticeHost],
] as const) {
  describeNode(`practice host ${name}`, open);
  describeLeaseAndGuard(`practice host ${name}`, open);
  describeSupervision(`practice host ${name}`, open);
}
