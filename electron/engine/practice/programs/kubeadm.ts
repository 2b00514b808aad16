import { Fatal } from './kubeadm-fatal.ts';
import { initDocuments, joinDocument } from './kubeadm-config.ts';
import { init } from './kubeadm-init.ts';
import { joinNode } from './kubeadm-join.ts';
import type { Program } from './program.ts';

/** kubeadm init and join, as far as Barque asks for them: the same phases, the same words, the time that they take. */
export const kubeadm: Program = async (call) => {
  const [, verb = '', ...rest] = call.argv;
  const option = (name: string): string[] =>
    rest.flatMap((word, i) =>
      word === name ? [rest[i + 1] ?? ''] : word.startsWith(`${name}=`) ? [word.slice(name.length + 1)] : [],
    );
  if (verb === 'version') {
    call.print('v1.34.4\n');
    return 0;
  }
  const text = call.machine.files.text(option('--config')[0] ?? '') ?? '';
  const ignored = option('--ignore-preflight-errors').flatMap((names) => names.split(',').map((name) => name.toLowerCase()));
  const skipped = option('--skip-phases').flatMap((names) => names.split(','));
  try {
    if (verb === 'init') await init(call, need(initDocuments(text)), ignored);
    else if (verb === 'join') await joinNode(call, need(joinDocument(text)), ignored, skipped);
    else throw new Fatal(`practice knows no kubeadm ${verb}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    call.complain(`${error.message}\nTo see the stack trace of this error execute with --v=5 or higher\n`);
    return error.status;
  }
};

function need<T>(document: T | undefined): T {
  if (document === undefined) throw new Fatal('error: no configuration of a known kind in the file', 3);
  return document;
}
