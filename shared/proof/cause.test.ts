import { expect, it } from 'vitest';
import { causeIn } from './cause.ts';

const noise = [
  'time="2026-11-30T08:00:00Z" level=info msg="starting containerd"',
  'time="2026-11-30T08:00:00Z" level=error msg="failed to load cni during init" error="no network config found in /etc/cni/net.d"',
];
const watcher =
  'time="2026-11-30T08:00:00Z" level=warning msg="failed to load plugin" error="failed to create fsnotify watcher: too many open files" id=io.containerd.grpc.v1.cri';

it('what the system refused a program is why, before what the program calls an error', () => {
  expect(causeIn([...noise, watcher, ...noise])).toBe(watcher);
});

it('the latest line of a program that ends over it is why', () => {
  const last = '{"level":"fatal","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"member count is unequal"}';
  expect(causeIn(['{"level":"fatal","msg":"earlier"}', '{"level":"error","msg":"x"}', last, '{"level":"info"}'])).toBe(last);
  const kubelet = 'E1130 08:00:00.000000 1 run.go:72] "command failed" err="failed to run Kubelet: misconfiguration"';
  expect(causeIn(['I1130 08:00:00.0 1 server.go] ok', kubelet, 'E1130 08:00:01.0 1 x.go] y'])).toBe(kubelet);
});

it('a log without any such line names no cause', () => {
  expect(causeIn(['started', 'ready'])).toBeUndefined();
  expect(causeIn([])).toBeUndefined();
});
