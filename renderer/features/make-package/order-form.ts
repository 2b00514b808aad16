import { archesOf, systemsOf } from '../../../shared/bundle/inventory.ts';
import { newestOf, releases } from '../../../shared/catalog/releases.ts';
import { readRepository } from '../../../shared/catalog/systems.ts';
import { packageOrder, type PackageOrder } from '../../../shared/contract/making.ts';
import type { Inventory } from '../../../shared/model/inventory.ts';
import type { Arch } from '../../../shared/model/scalars.ts';

/** A system whose packages go in, as it is typed. */
export interface SystemForm {
  readonly system: string;
  /** One a line. */
  readonly repositories: string;
  readonly keys: string;
  /** One a line. */
  readonly isoSums: string;
}

/** A system of which nothing is typed yet. */
export const emptySystem = (system: string): SystemForm => ({ system, repositories: '', keys: '', isoSums: '' });

/** What is chosen and typed, whether it makes sense yet or not. Lists have one entry a line. */
export interface OrderForm {
  readonly kubernetes: string;
  readonly network: PackageOrder['network'];
  readonly registry: boolean;
  readonly archs: readonly Arch[];
  readonly out: string;
  readonly split: keyof typeof splitSizes;
  readonly key: string;
  readonly mirrors: string;
  readonly images: string;
  readonly charts: string;
  readonly files: string;
  readonly packages: string;
  readonly systems: readonly SystemForm[];
}

/** Sizes of parts, in bytes: FAT32 takes no file of 4 GiB. */
export const splitSizes = { whole: undefined, fat32: 4000 * 1024 ** 2, cd: 600 * 1024 ** 2 } as const;

/** The versions that there are, the newest first. */
export const versions = (): string[] => releases.map(newestOf).reverse();

export const emptyForm: OrderForm = {
  kubernetes: versions()[0] ?? '',
  network: 'flannel',
  registry: false,
  archs: ['amd64'],
  out: '',
  split: 'whole',
  key: '',
  mirrors: '',
  images: '',
  charts: '',
  files: '',
  packages: '',
  systems: [],
};

/** Why nothing can be made of it yet. */
export type Lack = 'out' | 'archs' | 'systems' | 'order';

/** What is typed of a list, an entry a line. */
export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Repositories of the network are signed; what an ISO image has is proven by its sum, or by keys where it is signed. */
const lacksKeys = ({ keys, repositories }: SystemForm): boolean => {
  const named = lines(repositories);
  return keys.trim() === '' && (named.length === 0 || named.some((text) => readRepository(text)?.kind !== 'iso'));
};

/** The order that is meant. */
export function orderOf(form: OrderForm): { readonly order: PackageOrder } | { readonly lacks: Lack } {
  const { out, key, split, systems, packages, mirrors, images, charts, files, archs, kubernetes, network, registry } = form;
  if (archs.length === 0) return { lacks: 'archs' };
  if (out.trim() === '') return { lacks: 'out' };
  const wanted = lines(packages.replaceAll(',', '\n'));
  if (wanted.length > 0 && (systems.length === 0 || systems.some(lacksKeys))) return { lacks: 'systems' };
  const size = splitSizes[split];
  const { data } = packageOrder.safeParse({
    kubernetes: kubernetes.trim(),
    network,
    registry,
    archs,
    images: lines(images),
    charts: lines(charts),
    files: lines(files),
    packages: wanted,
    systems: systems.map(({ system, repositories, keys, isoSums }) => ({
      system,
      repositories: lines(repositories),
      ...(keys.trim() !== '' && { keys: keys.trim() }),
      ...(isoSums.trim() !== '' && { isoSums: lines(isoSums) }),
    })),
    mirrors: lines(mirrors),
    out: out.trim(),
    ...(size !== undefined && { split: size }),
    ...(key.trim() !== '' && { key: key.trim() }),
  });
  return data ? { order: data } : { lacks: 'order' };
}

/** What of the form a site's inventory decides: packages of systems are wanted only where it names some. */
export const forInventory = ({ kubernetes, network, packages, hosts }: Inventory): Partial<OrderForm> => ({
  kubernetes,
  network,
  archs: archesOf(hosts),
  ...(packages.length > 0 && {
    packages: packages.join('\n'),
    systems: systemsOf(hosts).map(emptySystem),
  }),
});

/** The form of an order that was given before. */
export function formOf({ split, key, systems, ...order }: PackageOrder): OrderForm {
  const text = (entries: readonly string[]) => entries.join('\n');
  const { images, charts, files, packages, mirrors, ...rest } = order;
  return {
    ...rest,
    images: text(images),
    charts: text(charts),
    files: text(files),
    packages: text(packages),
    mirrors: text(mirrors),
    split: split === undefined ? 'whole' : split === splitSizes.cd ? 'cd' : 'fat32',
    key: key ?? '',
    systems: systems.map(({ system, repositories, keys: signers = '', isoSums = [] }) => ({
      system,
      repositories: text(repositories),
      keys: signers,
      isoSums: text(isoSums),
    })),
  };
}
