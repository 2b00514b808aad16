/** Less than 0 where `a` is older than `b`. */
export type CompareVersions = (a: string, b: string) => number;

/** Debian's order: deb-version(7). */
export const compareDebian: CompareVersions = (a, b) => {
  const [x, y] = [debianParts(a), debianParts(b)];
  return x.epoch - y.epoch || compareParts(x.upstream, y.upstream) || compareParts(x.revision, y.revision);
};

function debianParts(version: string) {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  return {
    epoch: Number(epoch),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Runs of non-digits and digits in turn; `~` goes before the end, letters before all else. */
function compareParts(a: string, b: string): number {
  const runs = (text: string): string[] => text.match(/\D+|\d+/g) ?? [];
  const [x, y] = [runs(a), runs(b)];
  // both begin with a non-digit run, which may be empty
  if (/^\d/.test(a)) x.unshift('');
  if (/^\d/.test(b)) y.unshift('');
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p = '', q = ''] = [x[i], y[i]];
    const order = i % 2 === 0 ? compareText(p, q) : compareNumbers(p, q);
    if (order !== 0) return order;
  }
  return 0;
}

function compareText(a: string, b: string): number {
  const weight = (c: string | undefined) => {
    if (c === '~') return -1;
    if (c === undefined) return 0;
    return /[A-Za-z]/.test(c) ? c.charCodeAt(0) : c.charCodeAt(0) + 256;
  };
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = weight(a[i]) - weight(b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}

/** rpm's order of `epoch:version-release`; a release that one lacks is not compared. https://rpm-software-management.github.io/rpm/manual/ */
export const compareRpm: CompareVersions = (a, b) => {
  const [x, y] = [rpmParts(a), rpmParts(b)];
  const order = x.epoch - y.epoch || compareSegments(x.version, y.version);
  return order !== 0 || x.release === undefined || y.release === undefined ? order : compareSegments(x.release, y.release);
};

function rpmParts(text: string) {
  const [, epoch = '0', version = '', release] = /^(?:(\d+):)?([^-]*)(?:-(.*))?$/.exec(text) ?? [];
  return { epoch: Number(epoch), version, release };
}

function compareSegments(a: string, b: string): number {
  const segments = (text: string) => text.match(/~|\^|\d+|[A-Za-z]+/g) ?? [];
  const [x, y] = [segments(a), segments(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p, q] = [x[i], y[i]];
    if (p === q) continue;
    if (p === '~' || q === '~') return p === '~' ? -1 : 1;
    if (p === '^' || q === '^') {
      // it is newer than the end, and older than anything else
      if (p === undefined || q === undefined) return p === '^' ? 1 : -1;
      return p === '^' ? -1 : 1;
    }
    if (p === undefined || q === undefined) return p === undefined ? -1 : 1;
    const [pIsNumber, qIsNumber] = [/^\d/.test(p), /^\d/.test(q)];
    if (pIsNumber !== qIsNumber) return pIsNumber ? 1 : -1;
    const order = pIsNumber ? compareNumbers(p, q) : p < q ? -1 : 1;
    if (order !== 0) return order;
  }
  return 0;
}
