import ipaddr from 'ipaddr.js';
import type { Format } from '../../../shared/model/format.ts';

/** What about a typed value is not as its form wants it, as far as a person would want to hear more than the form. */
export type WhyNot =
  | { readonly is: 'too-much'; readonly part: string }
  | { readonly is: 'ipv6' | 'no-prefix' | 'numbers' | 'capitals' | 'characters' | 'relative' | 'whole-disk' | 'dots' }
  | { readonly is: 'host-bits' | 'reversed'; readonly meant: string };

/** Looks at what was typed where a form was wanted; undefined where the form's own words say it best. */
export function whyNot(format: Format, typed: string): WhyNot | undefined {
  switch (format) {
    case 'address':
      return ofHost(typed);
    case 'addressOrName':
    case 'dnsName':
      return ofHost(typed) ?? ofCharacters(typed, /^[a-z0-9.-]*$/);
    case 'cidr':
      return ofNetwork(typed);
    case 'path':
      return ofPath(typed);
    case 'portRange': {
      const [, from, to] = /^(\d+)-(\d+)$/.exec(typed) ?? [];
      const isReversed = from !== undefined && to !== undefined && Number(from) > Number(to) && Number(from) <= 65_535;
      return isReversed ? { is: 'reversed', meant: `${to}-${from}` } : undefined;
    }
    default:
      return undefined;
  }
}

const isIpv6 = (typed: string): boolean => ipaddr.IPv6.isValid(typed.replace(/^\[|\](:\d+)?$|\/\d+$/g, ''));

function ofHost(typed: string): WhyNot | undefined {
  const [part] = /^[a-z]+:\/\//i.exec(typed) ?? /\/.*$/.exec(typed) ?? [];
  if (part !== undefined) return { is: 'too-much', part };
  if (isIpv6(typed)) return { is: 'ipv6' };
  const [port] = /:\d*$/.exec(typed) ?? [];
  if (port !== undefined) return { is: 'too-much', part: port };
  return /^[\d.]+$/.test(typed) ? { is: 'numbers' } : undefined;
}

function ofNetwork(typed: string): WhyNot | undefined {
  if (isIpv6(typed)) return { is: 'ipv6' };
  if (ipaddr.IPv4.isValidFourPartDecimal(typed)) return { is: 'no-prefix' };
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(typed)) return undefined;
  const [, prefix = ''] = typed.split('/');
  return { is: 'host-bits', meant: `${ipaddr.IPv4.networkAddressFromCIDR(typed).toString()}/${prefix}` };
}

function ofPath(typed: string): WhyNot | undefined {
  if (/^\/+$/.test(typed)) return { is: 'whole-disk' };
  if (!typed.startsWith('/')) return { is: 'relative' };
  if (/(^|\/)\.\.?(\/|$)/.test(typed)) return { is: 'dots' };
  return ofCharacters(typed, /^[A-Za-z0-9._@%+=,/-]*$/);
}

function ofCharacters(typed: string, allowed: RegExp): WhyNot | undefined {
  if (allowed.test(typed)) return undefined;
  return { is: allowed.test(typed.toLowerCase()) ? 'capitals' : 'characters' };
}
