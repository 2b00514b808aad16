import { kind } from './define.ts';

/** Problems of reaching a host and becoming root on it. */
export const sshProblems = {
  'ssh.unreachable': kind<{ address: string; port: number; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'The host cannot be reached by SSH',
      found: `${p.address}:${p.port}: ${p.reason}`,
      expected: 'an SSH server that answers there',
      remedies: [
        'Check the address and the port in the spec',
        'Check that the host is on, that sshd runs and that no firewall is between',
      ],
    }),
    zh: (p) => ({
      what: '无法通过 SSH 连接主机',
      found: `${p.address}:${p.port}：${p.reason}`,
      expected: '该地址上有 SSH 服务应答',
      remedies: ['检查配置中的地址和端口', '检查主机已开机、sshd 在运行，且中间没有防火墙阻断'],
    }),
  }),
};
