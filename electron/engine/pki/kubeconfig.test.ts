import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { kubeconfig } from './kubeconfig.ts';

test('a kubeconfig embeds everything and its context is the current one', () => {
  const text = kubeconfig({
    cluster: 'harbour',
    server: 'https://10.0.0.100:6443',
    user: 'system:bootstrap:w1',
    ca: 'CA',
    certificate: 'CERTIFICATE',
    key: 'KEY',
  });
  const base64 = (value: string) => Buffer.from(value).toString('base64');
  expect(load(text)).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'harbour', cluster: { server: 'https://10.0.0.100:6443', 'certificate-authority-data': base64('CA') } }],
    users: [
      {
        name: 'system:bootstrap:w1',
        user: { 'client-certificate-data': base64('CERTIFICATE'), 'client-key-data': base64('KEY') },
      },
    ],
    contexts: [{ name: 'system:bootstrap:w1@harbour', context: { cluster: 'harbour', user: 'system:bootstrap:w1' } }],
    'current-context': 'system:bootstrap:w1@harbour',
  });
});

test('names that YAML would read as something else stay text', () => {
  const odd = { cluster: 'no', server: 'https://h:1', user: '123', ca: 'a', certificate: 'b', key: 'c' };
  expect(load(kubeconfig(odd))).toMatchObject({ clusters: [{ name: 'no' }], users: [{ name: '123' }] });
});
