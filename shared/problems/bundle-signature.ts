import { kind } from './define.ts';
import { because } from './file-faults.ts';

/** Problems of a bundle's signature, and of the keys that sign and that are trusted. */
export const bundleSignatureProblems = {
  'bundle.signature-wrong': kind<{ path: string; key: string }>({
    retry: false,
    en: (p) => ({
      what: 'The signature of the bundle is not of this bundle',
      found: `${p.path}: the signature of ${p.key} does not fit barque.json`,
      expected: 'a manifest that is as it was when it was signed',
      remedies: ['Do not use this bundle: it was changed after it was signed', 'Copy the bundle again from where it was made'],
    }),
    zh: (p) => ({
      what: '离线包的签名与其内容不符',
      found: `${p.path}：密钥 ${p.key} 的签名与 barque.json 不符`,
      expected: '清单与签名时一致',
      remedies: ['不要使用该离线包：它在签名之后被改动', '从制作处重新拷贝离线包'],
    }),
  }),
  'bundle.unsigned': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle is not signed',
      found: `${p.path} has no signature`,
      expected: 'a bundle that somebody whom you trust has signed',
      remedies: [
        `Where it is made, sign it: barque bundle sign ${p.path} --key FILE.key`,
        'If you know where it comes from, use it with --allow-unsigned',
      ],
    }),
    zh: (p) => ({
      what: '离线包没有签名',
      found: `${p.path} 没有签名`,
      expected: '由您信任的人签名的离线包',
      remedies: [`在制作处为它签名：barque bundle sign ${p.path} --key 文件.key`, '如果清楚其来源，可加 --allow-unsigned 使用'],
    }),
  }),
  'bundle.untrusted': kind<{ path: string; keys: readonly string[]; trusted: number }>({
    retry: false,
    en: (p) => ({
      what: 'Nobody whom you trust has signed the bundle',
      found: `${p.path} is signed by ${p.keys.join(', ')}`,
      expected: `a signature of one of the ${p.trusted} keys that you trust`,
      remedies: [
        'Have the public key handed to you by whoever made the bundle, compare it with the one above, and trust it: barque bundle trust FILE.pub',
        'If you know where the bundle comes from, use it with --allow-unsigned',
      ],
    }),
    zh: (p) => ({
      what: '没有您信任的人为该离线包签名',
      found: `${p.path} 的签名密钥为 ${p.keys.join('、')}`,
      expected: `您信任的 ${p.trusted} 个密钥之一的签名`,
      remedies: [
        '请制作者将公钥交给您，与上面的密钥比对后信任它：barque bundle trust 文件.pub',
        '如果清楚离线包的来源，可加 --allow-unsigned 使用',
      ],
    }),
  }),
  'bundle.key-unusable': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'A key file cannot be used',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a private Ed25519 key (NAME.key) or a file of public keys (NAME.pub), as barque bundle keygen makes them',
      remedies: ['Make a pair of keys: barque bundle keygen NAME', 'Check the path and what is in the file'],
    }),
    zh: (p) => ({
      what: '密钥文件无法使用',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '由 barque bundle keygen 生成的 Ed25519 私钥（名称.key）或公钥文件（名称.pub）',
      remedies: ['生成一对密钥：barque bundle keygen 名称', '检查路径和文件内容'],
    }),
  }),
};
