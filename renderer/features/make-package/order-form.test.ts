import { expect, test } from 'vitest';
import { emptyForm, emptySystem, forInventory, formOf, orderOf, type OrderForm, versions } from './order-form.ts';

const debian = { ...emptySystem('debian12'), keys: '/keys.asc' };
const filled: OrderForm = {
  ...emptyForm,
  out: ' /media/site.barque ',
  key: '/home/me/ours.key',
  split: 'cd',
  archs: ['amd64', 'arm64'],
  mirrors: 'registry.k8s.io=mirror.example.com/k8s\n\n  ghcr.io=http://127.0.0.1:5000 \n',
  packages: 'chrony, rocky9/conntrack-tools',
  systems: [debian],
};

test('what is typed is an order, a list with an entry a line', () => {
  const made = orderOf(filled);
  expect(made).toMatchObject({
    order: {
      out: '/media/site.barque',
      mirrors: ['registry.k8s.io=mirror.example.com/k8s', 'ghcr.io=http://127.0.0.1:5000'],
      packages: ['chrony', 'rocky9/conntrack-tools'],
      split: 629_145_600,
    },
  });
});

test('an order gives back what was typed for it', () => {
  const dvd = { ...debian, repositories: '/media/debian-12-DVD-1.iso', isoSums: '/media/SHA256SUMS' };
  for (const systems of [[debian], [dvd]]) {
    const made = orderOf({ ...filled, systems });
    if (!('order' in made)) throw new Error(made.lacks);
    expect(orderOf(formOf(made.order))).toEqual(made);
  }
});

test('packages of an ISO image need no keys; one of the network among them does', () => {
  const dvd = { ...emptySystem('debian12'), repositories: '/media/a.iso\n/media/b.iso', isoSums: '/media/SHA256SUMS' };
  expect(orderOf({ ...filled, systems: [dvd] })).toMatchObject({
    order: { systems: [{ repositories: ['/media/a.iso', '/media/b.iso'], isoSums: ['/media/SHA256SUMS'] }] },
  });
  const both = { ...dvd, repositories: '/media/a.iso\ndeb https://deb.example.com/debian bookworm main' };
  expect(orderOf({ ...filled, systems: [both] })).toEqual({ lacks: 'systems' });
});

test.each([
  ['no file', { out: ' ' }, 'out'],
  ['no architecture', { archs: [] }, 'archs'],
  ['packages without a system', { systems: [] }, 'systems'],
  ['packages without the keys of their repositories', { systems: [{ ...debian, keys: '' }] }, 'systems'],
  ['a package of an impossible name', { packages: 'a b' }, 'order'],
] as const)('%s: it says what it lacks', (_, change: Partial<OrderForm>, lacks) => {
  expect(orderOf({ ...filled, ...change })).toEqual({ lacks });
});

test('the inventory of a site decides what the package is for; its systems matter only where packages are wanted', () => {
  const host = { name: 'a', arch: 'arm64', os: { id: 'rocky', version: '9.4' }, kernel: '5.14', cgroup: 'v2' as const };
  const inventory = { schema: 'barque-inventory/v1' as const, kubernetes: '1.34.4', network: 'flannel' as const, packages: [] };
  const found = { ...inventory, hosts: [host, { ...host, name: 'b', arch: 'amd64' }, { ...host, name: 'c', arch: 'mips' }] };
  expect(forInventory(found)).toEqual({ kubernetes: '1.34.4', network: 'flannel', archs: ['amd64', 'arm64'] });
  expect(forInventory({ ...found, packages: ['chrony'] })).toMatchObject({
    packages: 'chrony',
    systems: [{ system: 'rocky9', repositories: '', keys: '' }],
  });
  const form = { ...filled, ...forInventory({ ...found, packages: ['chrony', 'rocky9/socat'] }) };
  expect(orderOf(form)).toEqual({ lacks: 'systems' });
});

test('the newest version is offered first', () => {
  expect(emptyForm.kubernetes).toBe(versions()[0]);
  expect(versions()[0]?.localeCompare(versions()[1] ?? '', 'en', { numeric: true })).toBe(1);
});
