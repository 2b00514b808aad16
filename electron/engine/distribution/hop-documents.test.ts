import { expect, test } from 'vitest';
import { newKeyPair } from '../transport/ssh-key-pair.ts';
import { isPlainUser, itemList, knownHosts, sshConfig } from './hop-documents.ts';

const hop = { user: 'ops', address: '10.0.0.12', port: 2222, hostKeys: [] };

test('ssh of a host asks nobody, trusts one key and uses one', () => {
  const config = sshConfig(hop, '/run/barque/relay.1');
  for (const line of [
    'HostName 10.0.0.12',
    'Port 2222',
    'User ops',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'IdentitiesOnly yes',
  ])
    expect(config).toContain(`  ${line}\n`);
  expect(config).toContain('UserKnownHostsFile /run/barque/relay.1/known_hosts\n');
});

test('only sound keys of the next host are known, whatever it says they are', () => {
  const [type = '', key = ''] = newKeyPair().public.split(' ');
  const hostKeys = [`${type} ${key} root@m2`, 'ssh-rsa nonsense', `ssh-rsa ${key}`, '@cert-authority *'];
  expect(knownHosts({ hostKeys })).toBe(`next ${type} ${key}\n`);
});

test.each([
  ['ops', true],
  ['svc.deploy@corp', true],
  ['CORP\\ops', false],
  ['%u', false],
  ['a,user=root', false],
  ['-oProxyCommand=x', false],
])('a user called %s can be in a chain: %s', (user, can) => {
  expect(isPlainUser(user)).toBe(can);
});

test('a list says what is moved, a line each', () => {
  const item = { digest: 'sha256:ab', from: 3, size: 9, source: 'wire', take: true, onward: false } as const;
  expect(itemList([item, { ...item, source: 'store', take: false, onward: true }])).toBe(
    'ab 3 9 wire take end\nab 3 9 store pass on\n',
  );
});
