/** The certificates that end on one day. */
export interface Ending<Certificate> {
  /** When the first of them ends, ISO 8601. */
  readonly end: string;
  readonly ending: readonly Certificate[];
}

/** Certificates by the day (UTC) on which they end, the soonest first; within a day as they were given. */
export function byEnd<Certificate extends { readonly notAfter: string }>(
  certificates: readonly Certificate[],
): Ending<Certificate>[] {
  const dayOf = ({ notAfter }: Certificate) => new Date(notAfter).toISOString().slice(0, 10);
  const ends = certificates.map(({ notAfter }) => notAfter).sort((a, b) => Date.parse(a) - Date.parse(b));
  const days = new Map<string, Ending<Certificate>>();
  for (const end of ends) {
    const on = new Date(end).toISOString().slice(0, 10);
    if (!days.has(on)) days.set(on, { end, ending: certificates.filter((one) => dayOf(one) === on) });
  }
  return [...days.values()];
}
