import { z } from 'zod';
import { practiceFault } from '../../../shared/contract/practice.ts';
import type { PracticeCluster } from './cluster.ts';
import { memberData } from './etcd/disk.ts';
import type { Machine } from './machine.ts';
import { restoreEtcd, savedEtcd, savedEtcdsOf } from './saved-etcd.ts';

// What a harbour keeps in its folder, so that it is there again when the program was ended.

/** How what hosts share, and a host, say which form they are kept in. */
export const harbourSchema = 'barque-practice/v2';
export const hostSchema = 'barque-practice-host/v2';

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const moment = { changed: z.number(), since: z.number() };
const entry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('file'), mode: z.number(), content: base64, ...moment }),
  z.strictObject({ type: z.literal('directory'), mode: z.number(), ...moment }),
  z.strictObject({ type: z.literal('link'), to: z.string(), ...moment }),
  z.strictObject({ type: z.literal('other'), mode: z.number(), ...moment }),
]);
export const keyPair = z.strictObject({ private: z.string(), public: z.string() });
const pairs = <T extends z.ZodType>(value: T) => z.array(z.tuple([z.string(), value]));

export const machineState = z.strictObject({
  files: pairs(entry),
  sysctls: pairs(z.string()),
  modules: z.array(z.string()),
  units: pairs(
    z.strictObject({
      active: z.enum(['active', 'activating', 'inactive', 'failed']),
      enabled: z.boolean(),
      since: z.number(),
      entered: z.number(),
      runs: z.string(),
    }),
  ),
  stamps: pairs(z.string()),
  containers: pairs(z.strictObject({ since: z.number(), entered: z.number() })).default([]),
  images: pairs(z.strictObject({ digest: z.string(), pinned: z.boolean() })),
  content: z.array(z.string()),
  commands: pairs(
    z.strictObject({
      unit: z.string(),
      argv: z.array(z.string()),
      cluster: z.string(),
      state: z.enum(['finished', 'lost']),
      status: z.number().optional(),
      output: base64,
    }),
  ),
  faults: z.array(practiceFault),
  swapKib: z.number(),
  on: z.boolean(),
  etcd: z
    .strictObject({
      container: z.number().optional(),
      name: z.string(),
      dataDir: z.string(),
      clientUrl: z.string(),
      certificate: z.string().optional(),
      is: z.union([z.strictObject({ member: memberData }), z.strictObject({ failure: z.string() })]),
    })
    .optional(),
});

/** A host with its sshd, as it is kept in a file of its own. */
export const savedHost = z.strictObject({
  schema: z.literal(hostSchema),
  name: z.string(),
  port: z.number(),
  hostKey: keyPair,
  otherKey: keyPair,
  state: machineState,
});
export type SavedHost = z.infer<typeof savedHost>;

/** What all hosts share. */
export const savedHarbour = z.strictObject({
  schema: z.literal(harbourSchema),
  masters: z.number(),
  workers: z.number(),
  speed: z.number(),
  /** The harbour's time. */
  now: z.number(),
  password: z.string(),
  login: keyPair,
  etcds: z.array(savedEtcd),
  holder: z.string().optional(),
});
export type SavedHarbour = z.infer<typeof savedHarbour>;

/** A machine's state as JSON has it. A command that runs is kept as lost: it ends with the program, as in a power cut. */
export function stateOf(machine: Machine): z.input<typeof machineState> {
  return {
    files: [...machine.files.entries()].map(([path, kept]) => [
      path,
      kept.type === 'file' ? { ...kept, content: kept.content.toString('base64') } : kept,
    ]),
    sysctls: [...machine.sysctls],
    modules: [...machine.modules],
    units: [...machine.units],
    stamps: [...machine.stamps],
    containers: [...machine.containers],
    images: [...machine.images],
    content: [...machine.content],
    commands: [...machine.commands].map(([key, { unit, argv, cluster, state, status, output }]) => [
      key,
      {
        unit,
        argv: [...argv],
        cluster,
        state: state === 'finished' ? state : 'lost',
        ...(status === undefined ? {} : { status }),
        output: output.toString('base64'),
      },
    ]),
    faults: [...machine.faults],
    swapKib: machine.swapKib,
    on: machine.on,
    ...(machine.etcd && { etcd: machine.etcd }),
  };
}

/** Gives a machine the state that was kept. */
export function restoreState(machine: Machine, state: SavedHost['state']): void {
  machine.files.restore(state.files);
  const refill = <V>(map: Map<string, V>, kept: readonly (readonly [string, V])[]) => {
    map.clear();
    for (const [key, value] of kept) map.set(key, value);
  };
  refill(machine.sysctls, state.sysctls);
  refill(machine.units, state.units);
  refill(machine.stamps, state.stamps);
  refill(machine.containers, state.containers);
  refill(machine.images, state.images);
  refill(
    machine.commands,
    state.commands.map(([key, command]) => [
      key,
      { ...command, status: command.status, stop: () => undefined, ended: Promise.resolve() },
    ]),
  );
  if (!state.on) machine.powerOff();
  machine.etcd = state.etcd;
  for (const name of state.modules) machine.modules.add(name);
  for (const digest of state.content) machine.content.add(digest);
  for (const fault of state.faults) machine.faults.add(fault);
  machine.swapKib = state.swapKib;
}

/** What is true of all hosts together, as JSON has it. */
export const clusterState = (cluster: PracticeCluster) => ({
  etcds: savedEtcdsOf(cluster),
  ...(cluster.holder === undefined ? {} : { holder: cluster.holder }),
});

/** Gives the hosts together what was kept of them. */
export function restoreCluster(cluster: PracticeCluster, saved: SavedHarbour): void {
  for (const etcd of saved.etcds) restoreEtcd(cluster, etcd);
  cluster.holder = saved.holder;
}
