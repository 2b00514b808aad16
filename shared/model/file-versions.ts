/** The files that last, by the name that their schema begins with, and the newest version that this Barque knows of each. */
const known: Readonly<Record<string, number>> = {
  'barque-application': 1,
  'barque-bundle': 1,
  'barque-cluster-record': 1,
  'barque-draft': 1,
  'barque-handed-over': 1,
  'barque-intent': 1,
  'barque-inventory': 1,
  'barque-keys': 1,
  'barque-making': 1,
  'barque-node-identity': 1,
  'barque-practice': 2,
  'barque-practice-host': 2,
  'barque-renewal': 1,
  'barque-run': 2,
  'barque-seen-hosts': 1,
  'barque-signature': 1,
  'barque-vault': 1,
  'barque-workspace': 1,
};

/** The newest version that is known of a file's schema (`barque-run/v2`), where the file has a newer one; undefined for all others. */
export function knownOf(schema: string): string | undefined {
  const [, name = '', version] = /^(barque-[a-z-]{1,40})\/v(\d{1,6})$/.exec(schema) ?? [];
  const newest = Object.hasOwn(known, name) ? known[name] : undefined;
  return newest !== undefined && Number(version) > newest ? `${name}/v${newest}` : undefined;
}
