import { dictionary } from './dictionary.ts';

const en = {
  signature: 'Who signed it',
  unsigned: 'Nobody has signed it',
  unsignedLead:
    'Whether it is what its maker meant it to be cannot be told. Deploying it is a blocker that somebody has to accept by name.',
  practice: 'A practice package needs no signature.',
  trusted: 'trusted',
  untrusted: 'not trusted',
  untrustedLead:
    'The signature is right, but you do not trust this key yet. As long as you do not, deploying it is a blocker, and its programs are decompressed and compared here.',
  trustedLead: 'It is as the owner of this key made it; its programs need not be decompressed and compared here.',
  trust: 'Trust this key…',
  trustTitle: 'Trust this key?',
  trustTitleLead:
    'Packages that its owner signs are taken on this computer from now on. Compare it with what whoever made the package tells you by another way than the package came: a phone call, their .pub file.',
  compared: 'I have compared it, character by character: it is the key of whoever makes our packages.',
  trustNow: 'Trust it',
  manage: 'Keys that you trust…',

  keys: 'Keys that you trust',
  keysLead: (file: string) => `Packages that one of them signed are taken on this computer. The list is ${file}.`,
  none: 'No key yet',
  noneLead: 'On the computer at the site, add the .pub file of whoever makes your packages.',
  add: 'Add a key…',
  choose: 'Public key (.pub)',
  remove: (key: string) => `No longer trust ${key}`,
};

/** Signatures of packages, and the keys that the operator trusts. */
export const trust = dictionary({
  en,
  zh: {
    signature: '签名',
    unsigned: '没有签名',
    unsignedLead: '无法确认内容是否与制作时一致。检查会将其列为阻断项，须由负责人署名接受后才能部署。',
    practice: '演练离线包无需签名。',
    trusted: '已信任',
    untrusted: '未信任',
    untrustedLead: '签名有效，但您尚未信任该密钥。在信任之前，检查会将其列为阻断项，并且需要在本机解压并比对其中的程序。',
    trustedLead: '内容与该密钥的持有者制作时一致，无需在本机解压并比对其中的程序。',
    trust: '信任该密钥…',
    trustTitle: '信任该密钥？',
    trustTitleLead:
      '今后本机将接受该密钥的持有者签名的离线包。请通过离线包以外的途径（例如电话，或对方的 .pub 文件）与制作者核对该密钥。',
    compared: '我已逐字符核对：这是我方离线包制作者的密钥。',
    trustNow: '信任',
    manage: '受信任的密钥…',

    keys: '受信任的密钥',
    keysLead: (file) => `本机接受由其中任一密钥签名的离线包。密钥列表保存在 ${file}。`,
    none: '还没有密钥',
    noneLead: '在现场的计算机上，添加离线包制作者的 .pub 文件。',
    add: '添加密钥…',
    choose: '公钥（.pub）',
    remove: (key) => `不再信任 ${key}`,
  },
});
