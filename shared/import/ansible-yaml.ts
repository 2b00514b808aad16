import { expand } from './ranges.ts';
import { mostNodes, type Found } from './found.ts';
import { hostsOfInventory, Inventory } from './inventory.ts';
import { entriesOf, under } from './yaml.ts';

/** Whether a document has the shape of an Ansible inventory. */
export const isInventory = (document: unknown): boolean =>
  entriesOf(document).some(([, group]) => ['hosts', 'children'].some((key) => entriesOf(under(group, key)).length > 0));

/** An Ansible inventory in YAML form: groups with `hosts`, `vars` and `children`, nested. */
export function readAnsibleYaml(document: unknown): Found {
  const inventory = new Inventory();
  // Aliases let a small text nest the same groups over and over.
  let budget = 4 * mostNodes;
  const open = entriesOf(document).map(([name, group]) => ({ name, group, at: name }));
  for (let next = open.shift(); next !== undefined && budget > 0; next = open.shift(), budget--) {
    const { name, group, at } = next;
    const known = inventory.group(name);
    for (const [key, value] of entriesOf(under(group, 'vars'))) known.variables.set(key, value);
    for (const [pattern, variables] of entriesOf(under(group, 'hosts'))) {
      const expanded = expand(pattern, mostNodes);
      for (const host of 'all' in expanded ? expanded.all : [pattern]) {
        if (inventory.full) break;
        known.hosts.add(host);
        const kept = inventory.host(host, `${at}.hosts.${pattern}`.slice(0, 120));
        for (const [key, value] of entriesOf(variables)) kept.set(key, value);
      }
    }
    for (const [child, inside] of entriesOf(under(group, 'children')).slice(0, mostNodes)) {
      known.children.add(child);
      open.push({ name: child, group: inside, at: `${at}.${child}`.slice(0, 120) });
    }
  }
  return hostsOfInventory(inventory);
}
