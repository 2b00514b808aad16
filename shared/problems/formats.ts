import type { Format } from '../model/format.ts';

/** What each form of a value is, in words. */
export const formatsEn: Record<Format, string> = {
  address: 'an IPv4 address, such as 10.0.0.11',
  addressOrName: 'an IPv4 address or a DNS name, such as 10.0.0.5 or api.example.com',
  cidr: 'an IPv4 network with its prefix length and all host bits zero, such as 10.244.0.0/16',
  port: 'a port: a whole number from 1 to 65535',
  portRange: 'a range of ports, the smaller first, such as 30000-32767',
  hostname:
    'a host name: lower-case letters, digits, `-` and `.`, at most 63 characters, beginning and ending with a letter or digit',
  dnsName:
    'a DNS name: lower-case letters, digits, `-` and `.`, at most 63 characters, beginning and ending with a letter or digit',
  interface: "a network card's name, such as eth0: at most 15 letters, digits, `.`, `_`, `@` or `-`",
  path: 'an absolute path of letters, digits and ._@%+=,- without `.` or `..` in it and without a `/` at its end, such as /data/etcd',
  repositoryPath:
    'a project or repository in a registry: lower-case letters, digits, `.`, `_`, `-` and `/`, such as k8s or library/mirror',
  packageChoice: 'the name of an OS package, perhaps after its system and `/`, such as chrony or rocky9/conntrack-tools',
  secretName:
    'the name of a secret (not the secret): lower-case letters, digits, `.` and `-`, at most 63 characters, such as ssh.password',
  certificate:
    'a certificate in PEM form, or several, with no other text: from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
  days: 'a whole number of days from 1 to 36500',
  user: 'a user name without spaces or colons, at most 128 characters, such as root',
  version: 'a Kubernetes version of three numbers without `v`, such as 1.34.4',
  labelKey: 'a label key: at most 63 letters, digits, `-`, `_` and `.`, perhaps after a domain and `/`, such as example.com/disk',
  labelValue: 'a label value as text: at most 63 letters, digits, `-`, `_` and `.` (quote numbers, true and false)',
  labels: 'labels as key=value, separated by commas, such as disk=ssd, zone=a',
  taints: 'taints as key=value:effect, separated by commas; the effect is NoSchedule, PreferNoSchedule or NoExecute',
  routerId: 'a whole number from 1 to 255 that no other VRRP router of the network has',
  text: 'text',
  map: 'a map of keys and values',
  list: 'a list (each entry after `- `)',
  filledList: 'a list with at least one entry',
  setting: 'any YAML value of text, numbers, true, false, null, lists and maps',
};

export const formatsZh: Record<Format, string> = {
  address: 'IPv4 地址，例如 10.0.0.11',
  addressOrName: 'IPv4 地址或 DNS 名称，例如 10.0.0.5 或 api.example.com',
  cidr: '带前缀长度、主机位全为零的 IPv4 网段，例如 10.244.0.0/16',
  port: '端口：1 到 65535 的整数',
  portRange: '端口范围，小的在前，例如 30000-32767',
  hostname: '主机名：小写字母、数字、`-` 和 `.`，最多 63 个字符，首尾为字母或数字',
  dnsName: 'DNS 名称：小写字母、数字、`-` 和 `.`，最多 63 个字符，首尾为字母或数字',
  interface: '网卡名，例如 eth0：最多 15 个字母、数字、`.`、`_`、`@` 或 `-`',
  path: '绝对路径，由字母、数字和 ._@%+=,- 组成，不含 `.` 或 `..`，不以 `/` 结尾，例如 /data/etcd',
  repositoryPath: '镜像仓库中的项目或路径：小写字母、数字、`.`、`_`、`-` 和 `/`，例如 k8s 或 library/mirror',
  packageChoice: '操作系统软件包的名称，前面可带系统名和 `/`，例如 chrony 或 rocky9/conntrack-tools',
  secretName: '机密的名称（不是机密本身）：小写字母、数字、`.` 和 `-`，最多 63 个字符，例如 ssh.password',
  certificate: 'PEM 格式的证书（可以有多张），不含其他文本：从 -----BEGIN CERTIFICATE----- 到 -----END CERTIFICATE-----',
  days: '天数：1 到 36500 的整数',
  user: '用户名，不含空格和冒号，最多 128 个字符，例如 root',
  version: '三段数字的 Kubernetes 版本，不带 `v`，例如 1.34.4',
  labelKey: '标签键：最多 63 个字母、数字、`-`、`_` 和 `.`，前面可带域名和 `/`，例如 example.com/disk',
  labelValue: '文本形式的标签值：最多 63 个字母、数字、`-`、`_` 和 `.`（数字、true 和 false 需加引号）',
  labels: '标签，写作 key=value，以逗号分隔，例如 disk=ssd, zone=a',
  taints: '污点，写作 key=value:effect，以逗号分隔；effect 为 NoSchedule、PreferNoSchedule 或 NoExecute',
  routerId: '1 到 255 的整数，且网络中没有其他 VRRP 路由器使用',
  text: '文本',
  map: '键值映射',
  list: '列表（每项以 `- ` 开头）',
  filledList: '至少有一项的列表',
  setting: '由文本、数字、true、false、null、列表和映射组成的任意 YAML 值',
};
