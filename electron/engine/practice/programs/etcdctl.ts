import { etcdServes, membersOf } from '../etcd.ts';
import { type Program, takes } from './program.ts';

/** `etcdctl ... endpoint health --cluster -w json`. */
export const etcdctl: Program = async (call) => {
  const { machine, cluster, print, complain } = call;
  const files = call.argv.flatMap((word) => /^--(?:cacert|cert|key)=(.+)$/.exec(word)?.[1] ?? []);
  const missing = files.find((path) => machine.files.read(path) === undefined);
  if (missing !== undefined) {
    complain(`Error: open ${missing}: no such file or directory\n`);
    return 1;
  }
  await takes(call, 60);
  const members = membersOf(cluster, machine);
  if (members.every(({ address, up }) => !up || address !== machine.config.address)) {
    complain('Error: failed to fetch endpoints from etcd cluster member list: context deadline exceeded\n');
    return 1;
  }
  const serves = etcdServes(cluster, machine);
  const healths = members.map(({ address, up }) => ({
    endpoint: `https://${address}:2379`,
    health: up && serves,
    took: up ? '4.2ms' : '3.0s',
    ...(up && serves ? {} : { error: 'context deadline exceeded' }),
  }));
  print(`${JSON.stringify(healths)}\n`);
  if (healths.every(({ health }) => health)) return 0;
  complain('Error: unhealthy cluster\n');
  return 1;
};
