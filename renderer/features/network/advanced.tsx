import { Checkbox, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Draft } from '../../../shared/draft/draft.ts';
import { plainPath } from '../../../shared/draft/lists.ts';
import { keyAlgorithm } from '../../../shared/model/spec.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { defaultStorage } from '../../../shared/spec/resolve.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { networkWords } from '../../locales/network.ts';
import type { DraftEditing } from './draft-editing.ts';
import { DraftText } from './draft-text.tsx';
import { fieldError } from './field-error.ts';
import { isAdvanced } from './of-network.ts';
import { ParentAuthority } from './parent-authority.tsx';

const algorithms = keyAlgorithm.options;
const backends = ['vxlan', 'host-gw'] as const;
const topologies = ['external', 'stacked'] as const;
const paths = ['etcd', 'containerd', 'kubelet', 'logs'] as const;

/** A setting of each document that can be merged into. */
const mergeExample = `merge:
  containerd: { oom_score: -999 }
  kubeadm:
    kubelet: { maxPods: 250 }`;

/** What most sites leave as it is: names and validity of certificates, ports, paths, and what has no field of its own. */
export function Advanced({ draft, edit, wrong }: DraftEditing) {
  const words = useWords(networkWords);
  const language = useLanguage();
  const certificates = draft.certificates ?? { algorithm: '', authorities: '', leaves: '' };
  const certify = (change: Partial<typeof certificates>) =>
    edit((held) => ({ ...held, certificates: { ...certificates, ...change } }));
  const network = (change: Partial<Draft['network']>) => edit((held) => ({ ...held, network: { ...held.network, ...change } }));
  const root = plainPath(draft.storage.root);
  const more = wrong.get('more')?.[0];
  const amiss = [...wrong.keys()].some(isAdvanced);
  const [opened, setOpened] = useState(amiss);
  const [told, setTold] = useState(amiss);
  if (told !== amiss) {
    setTold(amiss);
    // what is wrong is seen; put right, it does not close under the hand of who types there
    if (amiss) setOpened(true);
  }
  return (
    <details className="disclosure panel advanced" open={opened} onToggle={({ currentTarget: { open } }) => setOpened(open)}>
      <summary>{words.advanced}</summary>
      <div className="fields pairs">
        <DraftText
          label={words.extraSans}
          hint={words.extraSansHint}
          value={draft.extraSans}
          wrong={wrong}
          at="extraSans"
          change={(extraSans) => edit((held) => ({ ...held, extraSans }))}
        />
        <DraftText
          label={words.etcdSans}
          hint={words.etcdSansHint}
          value={draft.etcdSans ?? ''}
          wrong={wrong}
          at="etcdSans"
          change={(etcdSans) => edit((held) => ({ ...held, etcdSans }))}
        />
        <Select
          label={words.algorithm}
          value={certificates.algorithm === '' ? 'rsa-2048' : certificates.algorithm}
          data={[...algorithms]}
          error={fieldError(wrong, 'certificates.algorithm', language)}
          onChange={(algorithm) => certify({ algorithm: algorithm === 'rsa-2048' ? '' : (algorithm ?? '') })}
        />
        <DraftText
          label={words.authorities}
          hint={words.authoritiesHint}
          usual="3650"
          value={certificates.authorities}
          wrong={wrong}
          at="certificates.authorities"
          change={(authorities) => certify({ authorities })}
        />
        <DraftText
          label={words.leaves}
          hint={words.leavesHint}
          usual="365"
          value={certificates.leaves}
          wrong={wrong}
          at="certificates.leaves"
          change={(leaves) => certify({ leaves })}
        />
        <DraftText
          label={words.nodePorts}
          usual="30000-32767"
          value={draft.network.nodePorts}
          wrong={wrong}
          at="network.nodePorts"
          change={(nodePorts) => network({ nodePorts })}
        />
        <DraftText
          label={words.dnsDomain}
          usual="cluster.local"
          value={draft.network.dnsDomain}
          wrong={wrong}
          at="network.dnsDomain"
          change={(dnsDomain) => network({ dnsDomain })}
        />
        <Select
          label={words.backend}
          value={draft.network.backend}
          data={backends.map((value) => ({ value, label: words.backends[value] }))}
          onChange={(value) => network({ backend: backends.find((b) => b === value) ?? 'vxlan' })}
        />
        <Select
          label={words.etcd}
          value={draft.etcd}
          data={topologies.map((value) => ({ value, label: words.topologies[value] }))}
          error={fieldError(wrong, 'etcd', language)}
          onChange={(value) => edit((held) => ({ ...held, etcd: topologies.find((t) => t === value) ?? 'external' }))}
        />
        {draft.endpoint.kind === 'keepalived' && (
          <DraftText
            label={words.virtualRouterId}
            usual="51"
            value={draft.endpoint.virtualRouterId}
            wrong={wrong}
            at="endpoint.virtualRouterId"
            change={(virtualRouterId) => edit((held) => ({ ...held, endpoint: { ...held.endpoint, virtualRouterId } }))}
          />
        )}
        {paths.map((path) => (
          <DraftText
            key={path}
            label={words.paths[path]}
            usual={root === '' ? defaultStorage[path] : `${root}/${path === 'logs' ? 'log/pods' : path}`}
            value={draft.storage[path]}
            wrong={wrong}
            at={`storage.${path}`}
            change={(to) => edit((held) => ({ ...held, storage: { ...held.storage, [path]: to } }))}
          />
        ))}
      </div>
      <ParentAuthority draft={draft} edit={edit} wrong={wrong} />
      <Checkbox
        label={words.mutualTrust}
        description={words.mutualTrustHint}
        checked={draft.mutualTrust ?? false}
        onChange={({ currentTarget: { checked } }) => edit((held) => ({ ...held, mutualTrust: checked }))}
      />
      <Textarea
        label={words.more}
        description={words.moreHint}
        placeholder={mergeExample}
        rows={4}
        classNames={{ input: 'mono' }}
        value={draft.more}
        spellCheck={false}
        error={more && `${explain(more, language).found}. ${explain(more, language).expected}`}
        onChange={({ currentTarget: { value } }) => edit((held) => ({ ...held, more: value }))}
      />
    </details>
  );
}
