import { beforeEach, describe, expect, it } from 'vitest';
import type { ServiceResource } from '../../../shared/model/resource.ts';
import { bring } from './bring.ts';
import { type Bringing, bringing, codeOf } from './bringing.fixture.ts';

let node: Bringing['node'];
let context: Bringing['context'];
let events: Bringing['events'];
let states: Bringing['states'];
/** What was started, in order. */
let starts: string[];
/** Who answers of those that are asked by name. */
let answering: Set<string>;
let log: string;
beforeEach(() => {
  ({ node, context, events, states } = bringing());
  starts = [];
  answering = new Set();
  log = '';
  node.put('/etc/x.conf', 'a');
  node.starts = (unit) => {
    starts.push(unit);
    return { active: 'active' };
  };
  node.run = ([program = '', name = '', ...rest]) => {
    if (program === 'journalctl') return { status: 0, output: log };
    if (program !== 'ask') return { status: 127 };
    return answering.has(name) ? { status: 0, output: `${rest.join(' ')}\n` } : { status: 1, errors: `${name}: no answer\n` };
  };
});

const unit = 'x.service';
const service = (serves?: Partial<NonNullable<ServiceResource['serves']>>): ServiceResource => ({
  kind: 'service',
  unit,
  started: true,
  watch: ['/etc/x.conf'],
  serves: { argv: ['ask', 'x'], restart: true, timeoutSeconds: 0, ...serves },
});
const runs = async () => {
  answering.add('x');
  await bring([service()], context);
  answering.delete('x');
  starts.length = 0;
};

describe('a service that runs', () => {
  it('is as it should be only where it serves too', async () => {
    await runs();
    expect(await states([service()])).toEqual(['unsatisfied']);
    answering.add('x');
    expect(await states([service()])).toEqual(['satisfied']);
    expect(await bring([service()], context)).toBe('satisfied');
    expect(starts).toEqual([]);
  });

  it('is asked in the round trip in which it is looked at', async () => {
    await runs();
    node.trips.length = 0;
    await states([service()]);
    expect(node.trips).toEqual([['paths', 'units', 'run']]);
  });

  it('serves where it prints a line with the wanted words, whatever is between them', async () => {
    await runs();
    answering.add('x');
    const printing = (...words: string[]) => service({ argv: ['ask', 'x', 'grpc.v1   cri', ' - ', 'error'], prints: words });
    expect(await states([printing('grpc.v1', 'cri', 'error')])).toEqual(['satisfied']);
    expect(await states([printing('grpc.v1', 'cri', 'ok')])).toEqual(['unsatisfied']);
    expect(await states([printing('cri', 'grpc.v1')])).toEqual(['unsatisfied']);
  });

  it('and does not serve is started again, once', async () => {
    await runs();
    node.starts = () => {
      starts.push(unit);
      answering.add('x');
      return { active: 'active' };
    };
    expect(await bring([service()], context)).toBe('changed');
    expect(starts).toEqual([unit]);
  });

  it('and does not serve after that either is told with what it was asked, the line that says why, and its log', async () => {
    await runs();
    log =
      'level=info starting\nlevel=warning failed to load plugin: too many open files\nlevel=error no network\nlevel=info ready\n';
    expect(await codeOf(bring([service()], context))).toEqual({
      code: 'service.silent',
      host: 'm1',
      params: { unit, seconds: 0 },
      evidence: ['x: no answer', 'level=warning failed to load plugin: too many open files', ...log.trim().split('\n')],
    });
    expect(starts).toEqual([unit]);
  });

  it('and was just started is not started twice', async () => {
    expect(await codeOf(bring([service()], context))).toMatchObject({ code: 'service.silent' });
    expect(starts).toEqual([unit]);
  });
});

describe('a service that may wait for others', () => {
  const others = ['m2', 'm3'].map((name) => ({ name, argv: ['ask', name] }));
  const member = service({ restart: false, others });

  it('is never started again because it does not serve', async () => {
    await runs();
    expect(await codeOf(bring([member], context))).toMatchObject({ code: 'service.waits' });
    expect(starts).toEqual([]);
  });

  it('is told as waiting for those who do not answer', async () => {
    answering.add('m3');
    expect(await codeOf(bring([member], context))).toMatchObject({
      code: 'service.waits',
      params: { unit, others: ['m2'], seconds: 0 },
    });
  });

  it('says for whom it waits until they are there', async () => {
    const patient = service({ restart: false, others, timeoutSeconds: 60 });
    context = {
      ...context,
      emit: (event) => {
        events.push(event);
        if (event.type === 'step-waiting') answering.add('x');
      },
    };
    expect(await bring([patient], context)).toBe('changed');
    expect(events.filter(({ type }) => type === 'step-waiting')).toEqual([{ type: 'step-waiting', what: 'm2\nm3' }]);
    expect(starts).toEqual([unit]);
  });

  it('and is starting already, with its present files, is waited for and not started again', async () => {
    await runs();
    node.units.set(unit, { active: 'activating', sub: 'start', enabled: 'enabled', stamp: node.units.get(unit)?.stamp ?? '' });
    expect(await codeOf(bring([member], context))).toMatchObject({ code: 'service.waits', params: { others: ['m2', 'm3'] } });
    expect(starts).toEqual([]);
  });

  it('is started again with other files', async () => {
    await runs();
    node.put('/etc/x.conf', 'b');
    answering.add('x');
    expect(await bring([member], context)).toBe('changed');
    expect(starts).toEqual([unit]);
  });
});

describe('the start of a service', () => {
  it('is not done while the earlier process is still there', async () => {
    answering.add('x');
    node.starts = () => ({ active: 'active', job: true });
    context = {
      ...context,
      emit: (event) => {
        if (event.type === 'step-waiting') node.units.set(unit, { active: 'failed', enabled: 'enabled', stamp: '' });
      },
    };
    const waits = service({ timeoutSeconds: 60 });
    expect(await codeOf(bring([waits], context))).toMatchObject({ code: 'service.failed' });
  });

  it('that failed is told with its log, also where systemd goes on to try', async () => {
    log = 'because\n';
    for (const [active, sub] of [
      ['failed', 'failed'],
      ['activating', 'auto-restart'],
    ] as const) {
      node.starts = () => ({ active, sub });
      expect(await codeOf(bring([service()], context))).toEqual({
        code: 'service.failed',
        host: 'm1',
        params: { unit, state: `${active} (${sub})` },
        evidence: ['because'],
      });
    }
  });
});

it('a service that somebody else starts is not restarted because a renewal started it with other files', async () => {
  node.units.set(unit, { active: 'active', enabled: 'enabled', stamp: 'sha256:of-a-renewal' });
  answering.add('x');
  expect(await states([{ ...service(), watch: [] }])).toEqual(['satisfied']);
});
