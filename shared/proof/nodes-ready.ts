/** One line a node: its name and the status of its Ready condition. */
export const nodesQuery = [
  'get',
  'nodes',
  '-o',
  'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}',
];

/** The wanted nodes that are not Ready yet, by name. */
export function nodesNotReady(answer: string, wanted: readonly string[]): string[] {
  const ready = new Set(
    answer
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, status]) => status === 'True')
      .map(([name]) => name),
  );
  return wanted.filter((name) => !ready.has(name));
}
