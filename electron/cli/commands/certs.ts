import {
  daysLeft,
  type InventoryEntry,
  type Match,
  needsAttention,
  type SeenCertificate,
} from '../../../shared/certificates/inventory.ts';
import { problem, ProblemError, type Language } from '../../../shared/problems/problem.ts';
import { inventoryOf } from '../../engine/certificates/inventory.ts';
import { keptCertificates } from '../../engine/cluster-material.ts';
import { openFleet } from '../../engine/fleet.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { padTo, widthOf } from '../columns.ts';
import { exit } from '../exit.ts';
import { openSession } from '../session.ts';
import type { Command } from './command.ts';

interface Words {
  readonly head: readonly string[];
  readonly days: (days: number) => string;
  readonly here: string;
  readonly signer: Readonly<Record<SeenCertificate['signer'], string>>;
  readonly match: Readonly<Record<Match, string>>;
  readonly well: (count: number) => string;
  readonly amiss: (count: number, days: number) => string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    head: ['until', 'left', 'node', 'certificate', 'signed by', 'here'],
    days: (days) => `${days} d`,
    here: '(workspace)',
    signer: {
      kubernetes: 'kubernetes-ca',
      etcd: 'etcd-ca',
      'front-proxy': 'front-proxy-ca',
      itself: 'itself',
      unknown: 'UNKNOWN',
    },
    match: {
      same: 'the same',
      other: 'ANOTHER',
      rotated: 'renewed by the kubelet',
      'not-kept': 'made on the node',
      missing: 'NOT THERE',
      unreadable: 'NO CERTIFICATE',
    },
    well: (count) => `${count} certificates, nothing amiss`,
    amiss: (count, days) =>
      `${count} need attention (!): they do not match, or expire within ${days} days. To renew: barque certs renew`,
  },
  zh: {
    head: ['到期', '剩余', '节点', '证书', '签发者', '与此处比对'],
    days: (days) => `${days} 天`,
    here: '（工作区）',
    signer: {
      kubernetes: 'kubernetes-ca',
      etcd: 'etcd-ca',
      'front-proxy': 'front-proxy-ca',
      itself: '自签名',
      unknown: '未知',
    },
    match: {
      same: '一致',
      other: '不一致',
      rotated: '由 kubelet 自动轮换',
      'not-kept': '在节点上生成',
      missing: '不存在',
      unreadable: '不是证书',
    },
    well: (count) => `共 ${count} 个证书，没有异常`,
    amiss: (count, days) => `${count} 个证书需要处理（!）：不一致，或将在 ${days} 天内到期。续期：barque certs renew`,
  },
};

/** `barque certs list`: every certificate of the cluster, the first to expire first. Exit code 1 where one needs attention. */
export const certsList: Command = async ({ arguments: given, console, signal }) => {
  const days = daysOf(given);
  const { workspace, spec, reach } = await openSession(given, console, false, signal);
  const kept = await keptCertificates(workspace);
  if (Object.keys(kept).length === 0) throw new ProblemError(problem('certificates.none', { path: workspace.dir }));
  const fleet = await openFleet(spec, reach, signal, 'whoever-answers');
  try {
    const entries = await inventoryOf(spec, kept, fleet, signal);
    const now = Date.now();
    const amiss = entries.filter((entry) => needsAttention(entry, now, days));
    if (given.json) console.print(`${JSON.stringify({ type: 'certificates', certificates: entries })}\n`);
    else {
      console.print(tableOf(entries, now, days, words[console.language]));
      const say = words[console.language];
      console.print(`${amiss.length === 0 ? say.well(entries.length) : say.amiss(amiss.length, days)}\n`);
    }
    console.problems(fleet.unreachable);
    return amiss.length === 0 && fleet.unreachable.length === 0 ? exit.success : exit.failed;
  } finally {
    await fleet.close();
  }
};

function daysOf({ within = '30' }: Arguments): number {
  if (!/^\d{1,5}$/.test(within)) throw new UsageError(`--within ${within}: DAYS`);
  return Number(within);
}

function tableOf(entries: readonly InventoryEntry[], now: number, days: number, say: Words): string {
  const rows = entries.map((entry) => {
    const { certificate, host, path, match } = entry;
    const until = certificate?.notAfter.slice(0, 10) ?? '-';
    const left = certificate === undefined ? '-' : say.days(daysLeft(certificate, now));
    const signer = certificate === undefined ? '-' : say.signer[certificate.signer];
    const mark = needsAttention(entry, now, days) ? '! ' : '  ';
    return [`${mark}${until}`, left, host ?? say.here, path, signer, say.match[match]];
  });
  const table = [say.head.map((word, i) => (i === 0 ? `  ${word}` : word)), ...rows];
  const widths = say.head.map((_, column) => Math.max(...table.map((row) => widthOf(row[column] ?? ''))));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, i) => padTo(cell, widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
