import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { access } from '../../shared/model/spec.ts';
import { Bastions } from '../../electron/engine/transport/bastion.ts';
import { CredentialGate } from '../../electron/engine/transport/credential-gate.ts';
import { openHostKeys } from '../../electron/engine/transport/host-keys.ts';
import { connect } from '../../electron/engine/transport/ssh-connect.ts';
import { describeLeaseAndGuard } from './lease-and-guard-contract.ts';
import { describeNode, type ContractHost } from './node-contract.ts';
import { describeSupervision } from './supervision-contract.ts';

// The same contract on a real host: BARQUE_CONTRACT_HOST is its address, with the lab's user ops and its password (test/lab).
const address = process.env['BARQUE_CONTRACT_HOST'];

async function openHost(): Promise<ContractHost> {
  const deps = {
    secrets: () => Promise.resolve('lab'),
    gate: new CredentialGate(),
    bastions: new Bastions(),
    hostKeys: await openHostKeys(join(mkdtempSync(join(tmpdir(), 'barque-keys-')), 'known_hosts')),
    onFirstContact: () => Promise.resolve(true),
    ask: () => Promise.reject(new Error('nobody to ask')),
  };
  const target = {
    name: 'contract',
    address: address ?? '',
    port: 22,
    access: access.parse({ user: 'ops', auth: { kind: 'password', secret: 'p' }, become: { kind: 'sudo', secret: 'p' } }),
  };
  const { signal } = new AbortController();
  const transport = await connect(target, deps, signal);
  const other = await connect(target, deps, signal);
  const close = async () => {
    await Promise.all([transport.close(), other.close()]);
  };
  return { transport, other, directory: `/var/tmp/barque-contract-${process.pid}-${Math.floor(performance.now())}`, close };
}

if (address === undefined)
  describe('node helper on a real host', () => it.skip('BARQUE_CONTRACT_HOST is not set', () => undefined));
else {
  describeNode(address, openHost);
  describeLeaseAndGuard(address, openHost);
  describeSupervision(address, openHost);
}
