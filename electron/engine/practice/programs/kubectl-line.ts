/** A command line of kubectl's: its words, and its options with their values. */
export interface Line {
  readonly words: readonly string[];
  readonly option: (name: string) => string | undefined;
}

/** Options that take the next word for their value where none is given with `=`. */
const valued: Readonly<Record<string, string>> = {
  '-n': '--namespace',
  '-o': '--output',
  '-l': '--selector',
  '-f': '--filename',
  '--namespace': '--namespace',
  '--kubeconfig': '--kubeconfig',
  '--request-timeout': '--request-timeout',
  '--for': '--for',
  '--timeout': '--timeout',
  '--server': '--server',
  '--certificate-authority': '--certificate-authority',
  '--client-certificate': '--client-certificate',
  '--client-key': '--client-key',
  '--raw': '--raw',
};

/** Takes kubectl's arguments apart. */
export function parseLine(argv: readonly string[]): Line {
  const options = new Map<string, string>();
  const words: string[] = [];
  const rest = argv.slice(1);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = '', value] = /^(-[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === '') words.push(word);
    else if (value === undefined && name in valued) options.set(valued[name] ?? name, rest.shift() ?? '');
    else options.set(valued[name] ?? name, value ?? 'true');
  }
  return { words, option: (name) => options.get(name) };
}
