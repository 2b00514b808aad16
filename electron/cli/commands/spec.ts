import { exampleSpec, presets } from '../../../shared/spec/example.ts';
import { UsageError } from '../arguments.ts';
import { exit } from '../exit.ts';
import { readSpec } from '../session.ts';
import type { Command } from './command.ts';

/** `barque spec example`: a commented spec to begin with. */
export const specExample: Command = ({ arguments: { preset: asked = presets[0] }, console }) => {
  const preset = presets.find((p) => p === asked);
  if (preset === undefined) return Promise.reject(new UsageError(`--preset ${asked}: ${presets.join(', ')}`));
  console.print(exampleSpec(preset));
  return Promise.resolve(exit.success);
};

/** `barque spec check FILE`: every problem of a spec, by its path. */
export const specCheck: Command = async ({ arguments: given, console }) => {
  const file = given.command[2] ?? given.file;
  if (file === undefined) throw new UsageError('spec check FILE');
  const { spec } = await readSpec(file);
  const masters = spec.nodes.filter((n) => n.roles.includes('master')).length;
  const summary = {
    en: `${file}: sound. ${spec.name}, Kubernetes ${spec.kubernetes.version}, ${masters} masters, ${spec.nodes.length - masters} workers.`,
    zh: `${file}：配置无误。${spec.name}，Kubernetes ${spec.kubernetes.version}，master ${masters} 台，worker ${spec.nodes.length - masters} 台。`,
  };
  console.print(`${summary[console.language]}\n`);
  return exit.success;
};
