import { writeData } from './etcd/disk.ts';
import { foundEtcd } from './etcd/etcd.ts';
import { settleEtcd } from './etcd/running.ts';
import { settingsOfPod, settingsOfUnit } from './etcd/settings.ts';
import { expireCertificates } from './expiry.ts';
import { cutPower, start } from './power.ts';
import { type Host, startUnit, stopUnit } from './services.ts';

/** What tests do to a practice host behind the engine's back. */
export interface Harm {
  /** Removes all that lies in a directory. A program that runs notices when it starts again. */
  readonly emptyDirectory: (path: string) => void;
  /** Puts a text in the place of a file, with its mode. */
  readonly writeFile: (path: string, text: string) => void;
  readonly readFile: (path: string) => string | undefined;
  readonly cutPower: () => void;
  /** Gives the power back; resolves once the host has booted. */
  readonly start: () => Promise<void>;
  readonly stopUnit: (unit: string) => void;
  /** Starts a unit again; etcd's is not waited for until it serves. */
  readonly startUnit: (unit: string) => Promise<void>;
  /** Puts another etcd, empty and of this member alone, in the place of the host's own. @throws {RangeError} where it has none */
  readonly replaceEtcd: () => void;
  /** Lets every leaf certificate of which the authority's key lies on the host end now. */
  readonly expireCertificates: () => void;
}

/** The ways to harm a host. */
export const harmOf = (host: Host): Harm => {
  const { machine, cluster } = host;
  const change = (act: () => void) => {
    settleEtcd(cluster);
    act();
    machine.touch();
    settleEtcd(cluster);
    cluster.tell();
  };
  return {
    emptyDirectory: (path) => {
      change(() => {
        for (const name of machine.files.list(path)) machine.files.removeTree(`${path}/${name}`);
        // a host keeps what became of its supervised commands on its disk too
        for (const key of machine.commands.keys())
          if (key.startsWith(`${path}/`) || key.startsWith(`${path} `)) machine.commands.delete(key);
      });
    },
    writeFile: (path, text) => {
      const entry = machine.files.at(path, true);
      change(() => machine.files.write(path, entry?.type === 'file' ? entry.mode : 0o644, text));
    },
    readFile: (path) => machine.files.text(path),
    cutPower: () => cutPower(cluster, machine),
    start: () => start(host),
    stopUnit: (unit) => stopUnit(host, unit),
    startUnit: async (unit) => {
      await startUnit(host, unit);
    },
    replaceEtcd: () => change(() => replaceEtcd(host)),
    expireCertificates: () => change(() => expireCertificates(machine)),
  };
};

function replaceEtcd({ machine, cluster }: Host): void {
  const settings = settingsOfUnit(machine) ?? settingsOfPod(machine);
  if (!settings) throw new RangeError(`no etcd on ${machine.config.name}`);
  const etcd = foundEtcd([{ name: settings.name, url: settings.peerUrl }], settings.token);
  for (const { id } of etcd.members) {
    writeData(machine.files, settings.dataDir, { etcd: etcd.key, member: id });
    etcd.born.add(id);
  }
  cluster.etcds.set(etcd.key, etcd);
  machine.etcd = undefined;
}
