import type { MemberData } from './disk.ts';

/** etcd's process on a machine, with what it was started with. */
export interface EtcdProcess {
  /** Since when its container runs, by the harbour's time; undefined for a unit. Another container is another process. */
  readonly container?: number | undefined;
  readonly name: string;
  readonly dataDir: string;
  readonly clientUrl: string;
  /** The certificate that it serves with. */
  readonly certificate?: string | undefined;
  /** The member that it is; or what it printed last before it ended, to be started again and again. */
  readonly is: { readonly member: MemberData } | { readonly failure: string };
}
