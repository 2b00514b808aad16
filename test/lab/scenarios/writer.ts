import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import { outage, type Outage, probe } from '../../bench/probe.ts';
import { argvInLab, type Lab } from '../lab.ts';

/** Milliseconds between two writes. */
export const writePeriodMs = 100;

const written = probe.extend({ name: z.string() });
/** A write that is over, and the name of the object that it was to make. */
export type Written = z.infer<typeof written>;

/** Somebody outside of the cluster who writes through the endpoint all the time. */
export interface Writer {
  readonly writes: readonly Written[];
  /** How long no write succeeded, at most, from the first one on. */
  readonly away: () => Outage;
  /** Why writes failed, each reason with how often. */
  readonly reasons: () => string[];
  readonly stop: () => Promise<void>;
}

export function startWriter(lab: Lab, kubeconfig: string, namespace: string): Writer {
  const script = join(import.meta.dirname, 'write-client.ts');
  const [file, ...args] = argvInLab(lab, [process.execPath, '--import', 'tsx', script, kubeconfig, namespace]);
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const writes: Written[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => writes.push(written.parse(JSON.parse(line))));
  return {
    writes,
    away: () => outage(writes, 'write', writes[0]?.sent ?? 0, writes.at(-1)?.sent ?? 0),
    reasons: () => {
      const counts = new Map<string, number>();
      for (const { ok, why } of writes) if (!ok) counts.set(why, (counts.get(why) ?? 0) + 1);
      return [...counts].map(([why, times]) => `${times} x ${why}`);
    },
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
