import { expect, it } from 'vitest';
import { kubeadmImages } from './kubeadm-constants.ts';

const source = `
	MinExternalEtcdVersion = "3.5.24-0"
	DefaultEtcdVersion = "3.6.6-0"
	CoreDNSVersion = "v1.13.1"
	PauseVersion = "3.10.1"
	SupportedEtcdVersion = map[uint8]string{
		33: "3.5.24-0",
		35: DefaultEtcdVersion,
	}
`;

it.each([
  [33, '3.5.24-0'],
  [34, '3.6.6-0'],
  [35, '3.6.6-0'],
])("reads kubeadm's constants for 1.%i", (minor, etcd) => {
  expect(kubeadmImages(source, minor)).toEqual({ etcd, coredns: 'v1.13.1', pause: '3.10.1' });
});

it('does not guess', () => {
  expect(() => kubeadmImages('package constants', 34)).toThrow('DefaultEtcdVersion');
});
