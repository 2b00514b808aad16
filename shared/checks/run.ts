import { time } from './time.ts';
import type { Site, SurveyedSite } from '../site/site.ts';
import { bundle } from './bundle.ts';
import { cards } from './cards.ts';
import { certificates } from './certificates.ts';
import type { Check, Finding, HostCheck } from './check.ts';
import { clock } from './clock.ts';
import { clones } from './clones.ts';
import { endpoint } from './endpoint.ts';
import { hostnames } from './hostnames.ts';
import { identity } from './identity.ts';
import { kernel } from './kernel.ts';
import { leftovers } from './leftovers.ts';
import { networks } from './networks.ts';
import { ports } from './ports.ts';
import { practice } from './practice.ts';
import { programs } from './programs.ts';
import { quorum } from './quorum.ts';
import { registry } from './registry.ts';
import { system } from './system.ts';

/** About the hosts alone. */
const hostChecks: readonly HostCheck[] = [
  hostnames,
  identity,
  clones,
  clock,
  cards,
  networks,
  endpoint,
  ports,
  leftovers,
  system,
  kernel,
  programs,
];
const checks: readonly Check[] = [bundle, ...hostChecks, time, quorum, registry, certificates, practice];

/** Asks every check about the site; blockers come first. */
export const runChecks = (site: Site): readonly Finding[] => asked(checks, site);

/** Asks what can be asked before there is a bundle; blockers come first. */
export const runHostChecks = (site: SurveyedSite): readonly Finding[] => asked(hostChecks, site);

const asked = <Known extends SurveyedSite>(of: readonly Check<Known>[], site: Known): readonly Finding[] =>
  of
    .flatMap((check) => check.run(site).map((finding) => ({ check: check.id, ...finding })))
    .sort((a, b) => Number(b.severity === 'blocker') - Number(a.severity === 'blocker'));
