import { describe, expect, it } from 'vitest';
import { type Kind, outage, type Probe } from './probe.ts';

const probeAt = (sent: number, ok = true, kind: Kind = 'read'): Probe => ({ kind, sent, done: sent + 5, ok, why: '' });
const every50 = (from: number, to: number, ok = true): Probe[] =>
  Array.from({ length: (to - from) / 50 }, (_, i) => probeAt(from + i * 50, ok));

describe('outage', () => {
  it('is nothing where every request succeeded', () => {
    expect(outage(every50(0, 1000), 'read', 0, 1000)).toMatchObject({ awayMs: 0, failed: 0, sent: 20 });
  });

  it('is the longest time between two successes, less the period', () => {
    const probes = [...every50(0, 200), ...every50(200, 850, false), ...every50(850, 1000)];
    // the last success is of 150, the next of 850
    expect(outage(probes, 'read', 0, 1000)).toMatchObject({ awayMs: 650, failed: 13, sent: 20 });
  });

  it('lasts until the end where nothing succeeded again', () => {
    const probes = [...every50(0, 200), ...every50(200, 1000, false)];
    expect(outage(probes, 'read', 0, 1000).awayMs).toBe(1000 - 155 - 50);
  });

  it('asks for one kind and one time only', () => {
    const probes = [probeAt(100, false, 'write'), ...every50(0, 500), probeAt(600, false)];
    expect(outage(probes, 'read', 0, 500).failed).toBe(0);
    expect(outage(probes, 'write', 0, 500).failed).toBe(1);
  });
});
