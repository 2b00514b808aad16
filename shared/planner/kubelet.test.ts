import { expect, test } from 'vitest';
import { sample } from '../templates/sample.ts';
import { kubeletServing } from './kubelet.ts';

const asked = (kubelet: Record<string, string | number>) => {
  const { argv } = kubeletServing(sample({ merge: { kubeadm: { kubelet } } }).spec) ?? {};
  return argv?.[argv.indexOf('--server') + 1];
};

test("the kubelet is asked for its health where the site's settings have it answer, and not where they turn that off", () => {
  expect(asked({})).toBe('http://127.0.0.1:10248');
  expect(asked({ healthzPort: 10348, healthzBindAddress: '10.0.0.11' })).toBe('http://10.0.0.11:10348');
  expect(asked({ healthzBindAddress: '0.0.0.0' })).toBe('http://127.0.0.1:10248');
  expect(asked({ healthzPort: 0 })).toBeUndefined();
});
