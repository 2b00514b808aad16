import { time } from './time.ts';
import type { Site } from '../site/site.ts';
import { bundle } from './bundle.ts';
import { cards } from './cards.ts';
import { certificates } from './certificates.ts';
import type { Check, Finding } from './check.ts';
import { clock } from './clock.ts';
import { clones } from './clones.ts';
import { endpoint } from './endpoint.ts';
import { hostnames } from './hostnames.ts';
import { leftovers } from './leftovers.ts';
import { networks } from './networks.ts';
import { ports } from './ports.ts';
import { practice } from './practice.ts';
import { quorum } from './quorum.ts';
import { registry } from './registry.ts';
import { system } from './system.ts';

const checks: readonly Check[] = [
  bundle,
  hostnames,
  clones,
  clock,
  cards,
  networks,
  endpoint,
  ports,
  leftovers,
  system,
  time,
  quorum,
  registry,
  certificates,
  practice,
];

/** Asks every check about the site; blockers come first. */
export const runChecks = (site: Site): readonly Finding[] =>
  checks
    .flatMap((check) => check.run(site).map((finding) => ({ check: check.id, ...finding })))
    .sort((a, b) => Number(b.severity === 'blocker') - Number(a.severity === 'blocker'));
