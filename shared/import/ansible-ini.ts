import { problem, type Problem } from '../problems/problem.ts';
import { hostsOfInventory, Inventory } from './inventory.ts';
import { mostNodes, type Found } from './found.ts';
import { expand } from './ranges.ts';

/** An Ansible inventory in INI form: hosts by groups, `:vars` and `:children`, ranges, variables behind each host. */
export function readAnsibleIni(text: string): Found {
  const inventory = new Inventory();
  const problems: Problem[] = [];
  let section = { group: 'ungrouped', kind: 'hosts' };
  for (const [i, raw] of text.split(/\r\n?|\n/).entries()) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const at = String(i + 1);
    const [, group, , kind = 'hosts'] = /^\[([^\]:\s]+)\s*(:\s*(\w+))?\s*\]\s*([#;].*)?$/.exec(line) ?? [];
    if (group !== undefined) {
      section = { group, kind };
      inventory.group(group);
    } else if (section.kind === 'children') inventory.group(section.group).children.add(words(line)[0] ?? '');
    else if (section.kind === 'vars') {
      const [, name = '', value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
      if (name !== '') inventory.group(section.group).variables.set(name, unquoted(value));
    } else addHosts(inventory, section.group, line, at, problems);
  }
  const found = hostsOfInventory(inventory);
  return { ...found, problems: [...problems, ...found.problems] };
}

function addHosts(inventory: Inventory, group: string, line: string, at: string, problems: Problem[]): void {
  const [pattern = '', ...settings] = words(line);
  const [, host = pattern, port] = /^(.*?[^:[\d]|.*\]|[\d.]+):(\d+)$/.exec(pattern) ?? [];
  const expanded = expand(host, mostNodes);
  if ('wrong' in expanded) {
    problems.push(problem('import.range', { at, found: host.slice(0, 80), why: expanded.wrong, limit: mostNodes }));
    return;
  }
  for (const name of expanded.all) {
    if (inventory.full) return;
    inventory.group(group).hosts.add(name);
    const variables = inventory.host(name, at);
    if (port !== undefined) variables.set('ansible_port', port);
    for (const setting of settings) {
      const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
      if (key !== '') variables.set(key, value);
      else problems.push(problem('import.not-understood', { at }));
    }
  }
}

/** The words of a line as a shell would part them; what follows ` #` is a comment. */
function words(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i] ?? '';
    if (quote !== '' && c === quote) quote = '';
    else if (quote !== '"' && quote !== '') word = (word ?? '') + c;
    else if (c === '\\' && i + 1 < line.length) word = (word ?? '') + (line[++i] ?? '');
    else if (quote !== '') word = (word ?? '') + c;
    else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (/\s/.test(c)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else if (c === '#' && word === undefined) return found;
    else word = (word ?? '') + c;
  }
  if (word !== undefined) found.push(word);
  return found;
}

const unquoted = (value: string): string => /^(['"])(.*)\1$/.exec(value.trim())?.[2] ?? value.trim().replace(/\s+#.*$/, '');
