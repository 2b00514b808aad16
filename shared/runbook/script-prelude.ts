import { nodeTrustKeyFile } from '../model/key-files.ts';
import { layout, nodePath } from '../model/layout.ts';
import { type NamedCluster, practiceWords } from '../practice/words.ts';
import type { Language } from '../problems/problem.ts';

const words = {
  en: {
    usage: (cluster: string) => [
      `Installs the Kubernetes cluster ${cluster} by hand, host by host, as Barque would.`,
      'On each host, as root: sh THIS-FILE NAME, with the name that the plan gives the host.',
      'BLOBS names the directory of the package that is copied to the host (blobs/sha256).',
      'VALUES names a directory, mode 700, with what is secret or made for this cluster: one file for each name below.',
      'They are in `values` of an export with private keys (`barque export --keys`). This script holds none of them.',
    ],
    values: 'Names of the files in VALUES:',
    root: 'Run this as root.',
    missing: 'is missing in $VALUES',
    host: 'Name the host as the plan does:',
    wait: 'Wait until these are done on the other hosts, then press Enter:',
    done: 'done already',
  },
  zh: {
    usage: (cluster: string) => [
      `逐台主机手动安装 Kubernetes 集群 ${cluster}，步骤与 Barque 相同。`,
      '在每台主机上以 root 执行：sh 本文件 名称（名称为计划中的主机名称）。',
      'BLOBS 为已复制到主机的离线包目录（blobs/sha256）。',
      'VALUES 为一个权限 700 的目录，存放机密和为本集群生成的内容：下列每个名称一个文件。',
      '这些文件位于含私钥的导出（`barque export --keys`）的 `values` 目录中。本脚本不含任何机密。',
    ],
    values: 'VALUES 中的文件名：',
    root: '请以 root 身份运行。',
    missing: '不在 $VALUES 中',
    host: '请给出计划中的主机名称：',
    wait: '请等待其他主机完成以下步骤，然后按回车：',
    done: '已完成',
  },
} as const;

/** What stands at the head of the script: what it needs, and a function for each kind of resource. */
export function prelude(cluster: NamedCluster, values: readonly string[], language: Language): string {
  const say = words[language];
  const practice = cluster.practice === true ? [practiceWords[language].note, ''] : [];
  const about = [...practice, ...say.usage(cluster.name), '', say.values, ...values.map((name) => `  ${name}`)];
  return `#!/bin/sh
${about.map((line) => `# ${line}`.trimEnd()).join('\n')}
set -eu
umask 077
PATH=${nodePath}
export PATH
BLOBS=\${BLOBS:-/root/barque/blobs/sha256}
VALUES=\${VALUES:-/root/barque/values}
NODE=\${1-}
[ "$(id -u)" = 0 ] || { echo '${say.root}' >&2; exit 1; }

say() { printf '%s\\n' "$*"; }

# NAME...: each is there before anything is changed
need() {
  for name in "$@"; do
    [ -f "$VALUES/$name" ] || { say "$name ${say.missing}" >&2; exit 1; }
  done
}

# NAME utf8|base64: what is secret, from its file
late() {
  case $2 in
  base64) base64 <"$VALUES/$1" | tr -d '\\n' ;;
  *) cat "$VALUES/$1" ;;
  esac
}

# MODE PATH, content by stdin: what stands there is kept once, as PATH.before, unless it may hold a private key
put() {
  mkdir -p "$(dirname "$2")"
  case $2 in
  */pki/* | /etc/kubernetes/*.conf | ${nodeTrustKeyFile}) ;;
  *) if [ -f "$2" ] && [ ! -e "$2.before" ]; then cp -p "$2" "$2.before"; fi ;;
  esac
  cat >"$2.new"
  chmod "$1" "$2.new"
  mv -f "$2.new" "$2"
}

# BLOCK PATH, lines by stdin: replaces the lines between the block's marks
put_block() {
  {
    [ ! -f "$2" ] || sed "/^# BEGIN $1 (kept/,/^# END $1\\$/d" "$2"
    printf '# BEGIN %s (kept by Barque; changes here are lost)\\n' "$1"
    cat
    printf '# END %s\\n' "$1"
  } | put 644 "$2"
}

# KEY VALUE: a kernel setting, raised where it is lower
sysctl_at_least() {
  [ "$(sysctl -n "$1")" -ge "$2" ] || sysctl -w "$1=$2"
}

# FSTAB: swap off, now and after a restart: its lines are commented out, systemd's units for it are masked
swap_off() {
  systemctl show -p Id -p LoadState -p FragmentPath -p SourcePath -- '*.swap' 2>/dev/null |
    awk 'BEGIN { RS = ""; FS = "\\n" }
      /LoadState=loaded/ && /FragmentPath=\\// && !/SourcePath=\\/etc\\/fstab/ { for (i = 1; i <= NF; i++) if ($i ~ /^Id=/) print substr($i, 4) }' |
    while IFS= read -r unit; do
      [ ! -f "${layout.units}/$unit" ] || mv -f "${layout.units}/$unit" "${layout.units}/$unit.before"
      ln -sfn /dev/null "${layout.units}/$unit"
    done
  swapoff -a
  systemctl daemon-reload
  swap_line='^[[:space:]]*[^#[:space:]][^[:space:]]*[[:space:]]+[^[:space:]]+[[:space:]]+swap([[:space:]]|$)'
  if [ -f "$1" ] && grep -Eq "$swap_line" "$1"; then
    sed -E "s/$swap_line/# off for Kubernetes (Barque): &/" "$1" | put "$(stat -c %a "$1")" "$1"
  fi
}

# PATH DIGEST none|gzip: a program from the package
install_program() {
  case $3 in
  gzip) gzip -dc "$BLOBS/$2" ;;
  *) cat "$BLOBS/$2" ;;
  esac | put 755 "$1"
}

# deb|rpm (NAME DIGEST)...: those of these OS packages that are not installed, from the package
install_packages() {
  format=$1
  shift
  left=$(($# / 2))
  while [ "$left" -gt 0 ]; do
    case $format in
    deb) dpkg-query -W -f '\${db:Status-Status}\\n' "$1" 2>/dev/null | grep -qx installed || set -- "$@" "$BLOBS/$2" ;;
    rpm) rpm -q "$1" >/dev/null || set -- "$@" "$BLOBS/$2" ;;
    esac
    shift 2
    left=$((left - 1))
  done
  [ $# -gt 0 ] || return 0
  case $format in
  deb) DEBIAN_FRONTEND=noninteractive dpkg --force-confold --install "$@" ;;
  rpm) rpm --install --nosignature "$@" ;;
  esac
}

# NAME DIGEST BLOB...: an image from the package
import_image() {
  image=$1 manifest=$2
  shift 2
  work=$(mktemp -d)
  mkdir -p "$work/blobs/sha256"
  for blob in "$manifest" "$@"; do ln -s "$BLOBS/$blob" "$work/blobs/sha256/$blob"; done
  printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci-layout"
  printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"io.containerd.image.name":"%s"}}]}' \\
    "$manifest" "$(wc -c <"$BLOBS/$manifest" | tr -d ' ')" "$image" >"$work/index.json"
  tar -chf - -C "$work" oci-layout index.json blobs |
    ctr --address ${layout.containerdSocket} --namespace k8s.io images import --local --digests=false -
  rm -rf "$work"
}

# STEP...: what other hosts must have done first
wait_for() {
  say '${say.wait}' "$@"
  read -r _
}

already() { say '${say.done}'; }
`;
}

/** The end of the script: the steps of the host that it runs on. */
export const dispatch = (hosts: readonly string[], body: (host: string) => string, language: Language): string =>
  `case $NODE in
${hosts.map((host) => `${host})\n${body(host)}\n  ;;`).join('\n')}
*)
  say '${words[language].host} ${hosts.join(' ')}' >&2
  exit 64
  ;;
esac
`;
