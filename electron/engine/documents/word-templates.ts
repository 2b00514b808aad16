import type { Language } from '../../../shared/problems/problem.ts';
import { paragraph, repeated, table, wordPackage } from './word-package.ts';

/** Barque's own documents; each may be replaced by a template with the same tags. */
export type WordTemplate = 'delivery' | 'change-sheet';

const words = {
  en: {
    delivery: 'Delivery document: the Kubernetes cluster {cluster}',
    overview: 'The cluster',
    item: ['Item', 'Value'],
    kubernetes: 'Kubernetes',
    endpoint: 'API endpoint',
    etcd: 'etcd',
    pods: 'Pod network',
    services: 'Service network',
    domain: 'DNS domain',
    record: 'Deployment record',
    runs: ['Run', 'Begun (UTC)', 'Ended (UTC)', 'Outcome'],
    assets: 'Assets: nodes',
    nodes: ['Node', 'Address', 'Roles'],
    versions: 'Assets: software',
    parts: ['Part', 'Version'],
    acceptance: 'Acceptance results',
    proofs: ['Proof', 'Node', 'Result'],
    renewal: 'Certificates and their renewal dates',
    renewalLead: 'The first certificate to expire is {firstExpiry}. Renew before then: barque certs renew.',
    certificates: ['Certificate', 'Node', 'Valid until (UTC)'],
    accepted: 'Findings that were accepted',
    findings: ['Finding', 'Node', 'By', 'Reason'],
    signatures: 'Signatures',
    signing: ['Party', 'Name', 'Date', 'Signature'],
    parties: ['Delivered by', 'Accepted by'],
    changes: 'Change sheet: the Kubernetes cluster {cluster}',
    changesLead: '{steps} steps on {hostCount} hosts change something; {forever} of them cannot be undone.',
    step: ['Step', 'Undo', 'What it does'],
    touched: 'Services: {services}',
    undo: 'How it is undone: {undo}',
    approvers: ['Requested by', 'Approved by', 'Carried out by'],
  },
  zh: {
    delivery: '交付文档：Kubernetes 集群 {cluster}',
    overview: '集群概况',
    item: ['项目', '内容'],
    kubernetes: 'Kubernetes',
    endpoint: 'API 入口',
    etcd: 'etcd',
    pods: 'Pod 网段',
    services: 'Service 网段',
    domain: 'DNS 域',
    record: '部署记录',
    runs: ['执行编号', '开始（UTC）', '结束（UTC）', '结果'],
    assets: '资产清单：节点',
    nodes: ['节点', '地址', '角色'],
    versions: '资产清单：软件',
    parts: ['组件', '版本'],
    acceptance: '验收结果',
    proofs: ['验证项', '节点', '结果'],
    renewal: '证书与续期日期',
    renewalLead: '最早到期的证书：{firstExpiry}。请在此之前续期：barque certs renew。',
    certificates: ['证书', '节点', '有效期至（UTC）'],
    accepted: '已接受的检查结果',
    findings: ['检查结果', '节点', '接受人', '理由'],
    signatures: '签字',
    signing: ['角色', '姓名', '日期', '签字'],
    parties: ['交付方', '接收方'],
    changes: '变更单：Kubernetes 集群 {cluster}',
    changesLead: '{hostCount} 台主机上有 {steps} 个步骤会做更改，其中 {forever} 个无法撤销。',
    step: ['步骤', '撤销', '内容'],
    touched: '涉及的服务：{services}',
    undo: '如何撤销：{undo}',
    approvers: ['申请人', '审批人', '执行人'],
  },
} as const;

/** Barque's own template, as a Word document whose tags docxtemplater fills. */
export function wordTemplate(which: WordTemplate, language: Language): Buffer {
  const w = words[language];
  const section = (title: string, ...content: readonly string[]) => [paragraph(title, 'Heading1'), ...content];
  const signatures = (parties: readonly string[]) =>
    section(
      w.signatures,
      table(
        w.signing,
        parties.map((party) => [party, '', '', '']),
      ),
    );
  if (which === 'change-sheet')
    return wordPackage([
      paragraph(w.changes, 'Title'),
      paragraph(w.changesLead),
      paragraph('{#hosts}'),
      paragraph('{host}', 'Heading1'),
      table(w.step, [repeated('changes', ['title', 'risk', 'does'])]),
      paragraph(w.touched),
      paragraph(w.undo),
      paragraph('{/hosts}'),
      ...signatures(w.approvers),
    ]);
  return wordPackage([
    paragraph(w.delivery, 'Title'),
    ...section(
      w.overview,
      table(w.item, [
        [w.kubernetes, '{kubernetes}'],
        [w.endpoint, '{endpoint}'],
        [w.etcd, '{etcd}'],
        [w.pods, '{pods}'],
        [w.services, '{services}'],
        [w.domain, '{domain}'],
      ]),
    ),
    ...section(w.record, table(w.runs, [repeated('runs', ['run', 'begun', 'ended', 'outcome'])])),
    ...section(w.assets, table(w.nodes, [repeated('nodes', ['name', 'address', 'roles'])])),
    ...section(w.versions, table(w.parts, [repeated('versions', ['name', 'version'])])),
    ...section(w.acceptance, table(w.proofs, [repeated('proofs', ['proof', 'host', 'result'])])),
    ...section(w.renewal, paragraph(w.renewalLead), table(w.certificates, [repeated('certificates', ['name', 'host', 'until'])])),
    ...section(w.accepted, table(w.findings, [repeated('accepted', ['finding', 'host', 'by', 'reason'])])),
    ...signatures(w.parties),
  ]);
}
