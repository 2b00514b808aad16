import { expect, it } from 'vitest';
import { kubernetesAnchor, pkiNames, userCertificate } from '../model/pki-names.ts';
import { purposeOf } from './purpose.ts';

it('tells what every certificate is for that a workspace keeps', () => {
  const { serviceAccount, ...kept } = pkiNames;
  const names = Object.values(kept).map((entry) => (typeof entry === 'function' ? entry('m1.site') : entry).certificate);
  for (const name of [...names, kubernetesAnchor, userCertificate('anna')]) expect(purposeOf(name), name).toBeDefined();
  expect(purposeOf(serviceAccount.certificate)).toBeUndefined();
});

it('tells those apart whose names begin alike', () => {
  expect(purposeOf('pki.etcd.m1.server.crt')).toBe('etcd-server');
  expect(purposeOf('pki.apiserver-etcd-client.m1.crt')).toBe('apiserver-etcd-client');
  expect(purposeOf('pki.kubelet-server.w1.crt')).toBe('kubelet-server');
  expect(purposeOf('pki.admin.crt')).toBe('admin');
  expect(purposeOf('elsewhere.crt')).toBeUndefined();
});
