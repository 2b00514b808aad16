import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Answer, Ask, Results } from '../node/ask.ts';
import { VerbFailed } from '../node/ask.ts';
import type { Node } from '../node/node.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

type Entry = { type: 'file'; mode: number; content: Buffer } | { type: 'directory'; mode: number } | { type: 'link'; to: string };
/** A supervised command of the memory host: what it will do. */
export interface Script {
  readonly output: string;
  /** Undefined: it never ends by itself. */
  readonly status: number | undefined;
  readonly effect?: () => void;
}
interface Command {
  readonly argv: readonly string[];
  state: 'running' | 'finished' | 'lost';
  readonly script: Script;
  readonly cluster: string;
}

const hex = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const typeBits = { file: 0o100000, directory: 0o040000, link: 0o120000 };

/** A host in memory that answers the helper's verbs as they are on the wire: for tests of what is asked of a host. */
export class MemoryNode implements Node {
  readonly host = 'm1';
  readonly files = new Map<string, Entry>();
  readonly sysctls = new Map<string, string>();
  readonly modules = new Set<string>();
  readonly units = new Map<string, { active: string; enabled: string; stamp: string; sub?: string; job?: boolean }>();
  readonly images = new Map<string, { digest: string; pinned: boolean }>();
  readonly content = new Set<string>();
  readonly commands = new Map<string, Command>();
  /** What a program answers to `run`; by default there is none of them. */
  run: (argv: readonly string[]) => { status: number; output?: string; errors?: string } = () => ({ status: 127 });
  /** What a supervised command will do. */
  script: (argv: readonly string[]) => Script = () => ({ output: '', status: 0 });
  /** What a unit is right after it was told to start. */
  starts: (unit: string) => { active: string; sub?: string; job?: boolean } = () => ({ active: 'active' });
  /** Verbs that fail, with what they print. */
  readonly failing = new Map<string, string>();
  /** Verbs that say that they did it and did not. */
  readonly ignoring = new Set<string>();
  /** Every round trip so far: its verbs. */
  readonly trips: string[][] = [];
  readonly imported: Buffer[] = [];

  put(path: string, content: string, mode = 0o644): void {
    this.files.set(path, { type: 'file', mode, content: Buffer.from(content) });
  }

  text(path: string): string | undefined {
    const entry = this.files.get(path);
    return entry?.type === 'file' ? entry.content.toString() : undefined;
  }

  async ask<const A extends readonly Ask<unknown>[]>(asks: A, signal: AbortSignal): Promise<Results<A>> {
    signal.throwIfAborted();
    if (asks.length > 0) this.trips.push(asks.map((ask) => ask.verb));
    const answers: Answer[] = [];
    for (const ask of asks) {
      const chunks: Buffer[] = [];
      if (ask.payload) for await (const chunk of ask.payload.open()) chunks.push(chunk);
      const payload = Buffer.concat(chunks);
      ask.payload?.progress?.(payload.length);
      const { status = 0, output = '', errors = '' } = this.#answer(ask.verb, ask.args, payload);
      answers.push({ status, output: Buffer.from(output), errors: Buffer.from(errors), at: 0 });
    }
    return asks.map((ask, i) => this.#read(ask, answers[i])) as Results<A>;
  }

  close(): void {
    this.trips.push(['close']);
  }

  #read(ask: Ask<unknown>, answer: Answer | undefined): unknown {
    if (!answer) throw new Error('no answer');
    try {
      return ask.read(answer);
    } catch (error) {
      if (!(error instanceof VerbFailed)) throw error;
      const params = { verb: ask.verb, target: ask.args[0] ?? '', status: error.status };
      throw new ProblemError(problem('node.verb-failed', params, { host: this.host, evidence: error.evidence }));
    }
  }

  #answer(
    verb: string,
    args: readonly string[],
    payload: Buffer,
  ): { status?: number; output?: string | Buffer; errors?: string } {
    const failure = this.failing.get(verb);
    if (failure !== undefined) return { status: 1, errors: failure };
    if (this.ignoring.has(verb)) return {};
    const [first = '', second = '', third = ''] = args;
    switch (verb) {
      case 'paths':
        return { output: this.#paths(args) };
      case 'read': {
        const entry = this.files.get(first);
        return entry?.type === 'file' ? { output: entry.content } : { status: 4 };
      }
      case 'put':
        this.files.set(first, { type: 'file', mode: parseInt(second, 8), content: payload });
        return {};
      case 'mkdir':
        this.files.set(first, { type: 'directory', mode: parseInt(second, 8) });
        return {};
      case 'link':
        this.files.set(first, { type: 'link', to: second });
        return {};
      case 'remove':
        this.files.delete(first);
        return {};
      case 'blob': {
        const content = second === 'gzip' ? gunzipSync(payload) : payload;
        if (hex(content) !== third) return { status: 1, errors: `has the digest ${hex(content)}` };
        this.files.set(`/var/lib/barque/blobs/${third}`, { type: 'file', mode: 0o755, content });
        return {};
      }
      case 'install': {
        const stored = this.files.get(`/var/lib/barque/blobs/${second}`);
        if (!stored) return { status: 1, errors: 'no such blob' };
        this.files.set(first, stored);
        return {};
      }
      case 'sysctls':
        return { output: args.map((key) => (this.sysctls.has(key) ? `=${this.sysctls.get(key) ?? ''}\n` : '-\n')).join('') };
      case 'sysctl':
        this.sysctls.set(first, second);
        return {};
      case 'modules':
        return { output: args.map((name) => (this.modules.has(name) ? 'loaded\n' : 'missing\n')).join('') };
      case 'modprobe':
        this.modules.add(first);
        return {};
      case 'hostname':
        this.sysctls.set('kernel/hostname', first);
        return {};
      case 'swapoff':
        this.put('/proc/swaps', 'Filename Type Size Used Priority\n');
        return {};
      case 'units':
        return { output: this.#units(args) };
      case 'service':
        if (second === 'remove') {
          this.units.delete(first);
          this.files.delete(`/etc/systemd/system/${first}`);
          return {};
        }
        if (second === 'start') this.units.set(first, { ...this.starts(first), enabled: 'enabled', stamp: third });
        else this.units.set(first, { active: 'inactive', stamp: '-', ...this.units.get(first), enabled: 'enabled' });
        return {};
      case 'images':
        return {
          output: ['REF TYPE DIGEST SIZE PLATFORMS LABELS']
            .concat(
              [...this.images].map(
                ([name, i]) => `${name} t ${i.digest} 1 MiB l/a ${i.pinned ? 'io.cri-containerd.pinned=pinned' : '-'}`,
              ),
            )
            .map((line) => `${line}\n`)
            .join(''),
        };
      case 'content':
        return { output: [...this.content].map((digest) => `${digest}\n`).join('') };
      case 'import':
        this.imported.push(payload);
        return {};
      case 'pin':
        for (const name of args.slice(1)) this.images.set(name, { digest: this.images.get(name)?.digest ?? '', pinned: true });
        return {};
      case 'run':
        return this.run(args.slice(1));
      case 'start':
        if (this.commands.get(first)?.state === 'running') return { output: 'running\n' };
        return this.#start(args);
      case 'wait':
        return { output: this.#wait(first, Number(second), Number(third)) };
      case 'stop': {
        const command = this.commands.get(first);
        if (command?.state === 'running') command.state = 'lost';
        return {};
      }
      default:
        return { status: 127 };
    }
  }

  #paths(args: readonly string[]): string {
    const found = args.map((path) => this.files.get(path.replace(/\/\.$/, '')));
    const there = found.filter((entry) => entry !== undefined);
    const lines = there.flatMap((entry) => {
      const mode = (typeBits[entry.type] | ('mode' in entry ? entry.mode : 0o777)).toString(16);
      const size = entry.type === 'file' ? entry.content.length : 0;
      return [
        `${mode} ${size} 0 0 1000 1.1 x`,
        entry.type === 'file' ? hex(entry.content) : entry.type === 'link' ? entry.to : '-',
      ];
    });
    return [...found.map((entry) => (entry ? '+' : '-')), ...lines].map((line) => `${line}\n`).join('');
  }

  #units(args: readonly string[]): string {
    const stamps = args.map((name) => `${this.units.get(name)?.stamp ?? '-'}\n`).join('');
    const blocks = args.map((name) => {
      const unit = this.units.get(name);
      return `Id=${name}\nLoadState=${unit ? 'loaded' : 'not-found'}\nActiveState=${unit?.active ?? 'inactive'}\nSubState=${unit?.sub ?? ''}\n${unit?.job ? 'Job=7\n' : ''}UnitFileState=${unit?.enabled ?? ''}\n`;
    });
    return stamps + blocks.join('\n');
  }

  #start([unit = '', cluster = '', absent = '-', count = '0', ...words]: readonly string[]): { output: string } {
    const guard = words.slice(0, Number(count));
    if (this.files.has(absent)) return { output: `guarded ${absent}\n` };
    const { status = 0, output = '' } = guard.length === 0 ? {} : this.run(guard);
    if (status !== 0 || output.length > 0) return { output: `guarded ${output || `exit status ${status}`}\n` };
    const argv = words.slice(Number(count));
    this.commands.set(unit, { argv, state: 'running', script: this.script(argv), cluster });
    return { output: 'started\n' };
  }

  #wait(unit: string, offset: number, seconds: number): Buffer {
    const command = this.commands.get(unit);
    if (!command) return Buffer.from('none\n');
    if (seconds > 0 && command.state === 'running' && command.script.status !== undefined) {
      command.state = 'finished';
      if (command.script.status === 0) command.script.effect?.();
    }
    const status = command.state === 'finished' ? ` ${command.script.status ?? 0}` : '';
    const output = Buffer.from(command.script.output).subarray(offset, offset + 65536);
    return Buffer.concat([Buffer.from(`${command.state} ${command.cluster}${status}\n`), output]);
  }
}
