export const bundleUsage = {
  en: `barque bundle: one file that carries everything across to a site without internet.

  barque bundle build --kubernetes VERSION --arch ARCH -o FILE     download everything and write it into one file
  barque bundle inspect BUNDLE             what is in it, from where, and who signed it
  barque bundle verify BUNDLE [--programs] hash all of it; is it signed by a key that you trust? Programs are decompressed and compared
                                           too, unless such a key vouches for them; --programs does it always
  barque bundle pack BUNDLE -o FILE [--split SIZE]   a directory or split bundle as one file, or in parts
  barque bundle split BUNDLE --size SIZE [-o FILE]   in parts (FILE.001 ...) for a medium that takes no large files
  barque bundle keygen NAME                make a pair of keys: NAME.key to sign with, NAME.pub to hand on
  barque bundle sign BUNDLE --key NAME.key sign it where it lies
  barque bundle trust NAME.pub             take bundles that this key signed

  BUNDLE is a directory, a .barque file, or the first part of one (.001). SIZE is in bytes, or with K, M or G (4000M for FAT32).

  build:
  --for INVENTORY          what barque probe has written at the site: its version, architectures and systems
  --kubernetes VERSION     such as 1.34.4; 1.34 takes the newest that is known
  --network flannel        the pod network's images (the default, and the only one yet)
  --arch amd64[,arm64]     of the servers (default amd64)
  --registry               CNCF Distribution, for a spec whose registry is of the kind "cluster": one on the masters
  --image REFERENCE        another image; may be given again, as may --chart, --file and --mirror
  --chart FILE             a Helm chart (.tgz)
  --file FILE              another file
  --os SYSTEM[,SYSTEM]     packages of operating systems, such as debian12,rocky9, with --package NAME[,NAME] and their dependencies;
                           SYSTEM/NAME is for one of them (rocky9/conntrack-tools)
  --repository SYSTEM=ADDRESS   where a system's packages are: "deb URL SUITE COMPONENT...", "rpm URL", or a distribution's DVD as a
                           file (debian12=/path/debian-12-DVD-1.iso), which is read where it lies; may be given again
  --repository-keys SYSTEM=FILE the keys that sign them (OpenPGP)
  --iso-sha256 SUM|FILE    the SHA-256 of an ISO image, or the list that the distribution publishes (SHA256SUMS, CHECKSUM): needed
                           where nothing on the image is signed, as on the DVDs of Debian and the RHEL family; may be given again
  --mirror FROM=TO         fetch what is at a host (and path) from another: registry.k8s.io=mirror.example.com/k8s;
                           TO may begin with http:// for plain HTTP
  --credentials FILE       logins by host, JSON or YAML, mode 0600: {"host": {"user": "...", "password": "..."}} or {"token": "..."}
  --cache DIR              where downloads are kept (default: the user's cache directory); nothing is fetched twice
  --parallel N             downloads at once (default 6)
  --split SIZE, --key FILE as above
  HTTPS_PROXY, HTTP_PROXY and NO_PROXY are heeded.
`,
  zh: `barque bundle：用一个文件把全部内容带入没有互联网的现场。

  barque bundle build --kubernetes 版本 --arch 架构 -o 文件     下载全部内容并写入一个文件
  barque bundle inspect 离线包             查看内容、来源和签名
  barque bundle verify 离线包 [--programs] 校验全部摘要，并检查签名是否可信；没有可信签名时还会解压并比对程序，
                                           --programs 则总是如此
  barque bundle pack 离线包 -o 文件 [--split 大小]   将目录或分卷的离线包写成一个文件，或分卷
  barque bundle split 离线包 --size 大小 [-o 文件]   分卷（文件.001 ...），用于不支持大文件的介质
  barque bundle keygen 名称                生成一对密钥：名称.key 用于签名，名称.pub 用于分发
  barque bundle sign 离线包 --key 名称.key 就地签名
  barque bundle trust 名称.pub             信任该密钥签名的离线包

  离线包可以是目录、.barque 文件或其第一个分卷（.001）。大小以字节计，或带 K、M、G（FAT32 用 4000M）。

  build 的选项：
  --for 主机清单           现场由 barque probe 写出的文件：版本、架构和系统
  --kubernetes 版本        例如 1.34.4；写 1.34 则取已知的最新版本
  --network flannel        Pod 网络的镜像（默认值，目前仅有这一种）
  --arch amd64[,arm64]     服务器的架构（默认 amd64）
  --registry               CNCF Distribution，用于 registry 的 kind 为 cluster 的配置：在 master 上运行镜像仓库
  --image 镜像             增加镜像；与 --chart、--file、--mirror 一样可重复
  --chart 文件             Helm chart（.tgz）
  --file 文件              其他文件
  --os 系统[,系统]         操作系统软件包，例如 debian12,rocky9；用 --package 名称[,名称] 指定，连同依赖；
                           系统/名称 只用于该系统（rocky9/conntrack-tools）
  --repository 系统=地址   软件仓库：“deb 网址 发行版 组件...”、“rpm 网址”，或发行版 DVD 的映像文件
                           （debian12=/path/debian-12-DVD-1.iso），无需挂载；可重复
  --repository-keys 系统=文件   为仓库签名的密钥（OpenPGP）
  --iso-sha256 校验值|文件  ISO 映像的 SHA-256，或发行版公布的列表（SHA256SUMS、CHECKSUM）：映像中没有签名时必须提供，
                           例如 Debian 和 RHEL 系列的 DVD；可重复
  --mirror 来源=目标       从另一主机（和路径）下载：registry.k8s.io=mirror.example.com/k8s；
                           目标以 http:// 开头则使用明文 HTTP
  --credentials 文件       按主机的登录信息，JSON 或 YAML，权限 0600：{"主机": {"user": "...", "password": "..."}} 或 {"token": "..."}
  --cache 目录             下载内容的存放处（默认为用户缓存目录）；不重复下载
  --parallel 数量          同时下载数（默认 6）
  --split 大小、--key 文件 同上
  支持 HTTPS_PROXY、HTTP_PROXY 和 NO_PROXY。
`,
} as const;
