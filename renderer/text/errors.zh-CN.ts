/** The engine's problems in Simplified Chinese, by code; `{name}` is filled with the values that come along. */
import { diagnosisZhCn } from './diagnosis.zh-CN.ts';
import { jobsZhCn } from './jobs.zh-CN.ts';
import type { ErrorTexts } from './text.ts';

export const errorsZhCn: ErrorTexts = {
  BAD_REQUEST: { sentence: '请求的格式不对：{detail}。', advice: '改正所指的值，再试一次。' },
  NOT_FOUND: { sentence: '没有名为“{id}”的 {what}。', advice: '先列出已有的，再用其中的名字。' },
  NOT_ALLOWED: {
    sentence: '此请求不是来自 Fieldboot 的窗口或命令行。',
    advice: '请打开 Fieldboot 启动时打印的完整地址（含令牌）。',
  },
  INTERNAL: {
    sentence: 'Fieldboot 遇到了未知的故障：{detail}。',
    advice: '请重试；若再次出现，请把上面的文字报告给开发者。',
  },
  ENGINE_SILENT: {
    sentence: '使用此数据文件夹的 Fieldboot（进程 {pid}）没有应答：{detail}。',
    advice: '稍候再试；若一直无反应，请结束该进程。',
  },
  DATA_IN_USE: {
    sentence: '另一个 Fieldboot（进程 {pid}）正在使用数据文件夹 {path}。',
    advice: '先停止那一个，或用 --data 另选文件夹。',
  },
  DATA_UNUSABLE: {
    sentence: '数据文件夹 {path} 无法使用：{detail}。',
    advice: '检查磁盘是否有空间、是否有写权限，或用 --data 另选文件夹。',
  },
  FILE_MISSING: { sentence: '{path} 处没有文件。', advice: '检查路径；若文件在移动磁盘上，请重新插入。' },
  FILE_UNREADABLE: {
    sentence: '无法读取文件 {path}：{detail}。',
    advice: '检查它是不是文件、您是否有读权限。',
  },
  MEDIUM_NOT_ISO: {
    sentence: '{path} 不是 ISO 映像：{detail}。',
    advice: '请选择安装介质的 .iso 文件；把文本或压缩包改名为 .iso 是不行的。',
  },
  MEDIUM_TRUNCATED: {
    sentence: '{path} 不完整：介质应有 {expected} 字节，文件只有 {actual} 字节。',
    advice: '请重新下载或复制 ISO；传输多半中断过。',
  },
  MEDIUM_DAMAGED: {
    sentence: '{path} 的目录已损坏：{detail}。',
    advice: '请重新下载或复制 ISO，并核对校验和。',
  },
  FILE_COMPRESSED: {
    sentence: '文件 {path} 在介质上以压缩形式（{how}）存放，无法提供。',
    advice: '请在能挂载它的 Linux 系统上把介质复制到一个文件夹，然后导入该文件夹。',
  },
  MEDIUM_COMPRESSED: {
    sentence: '此介质有 {count} 个文件以压缩形式（zisofs）存放，无法提供。',
    advice: '请在能挂载它的 Linux 系统上把介质复制到一个文件夹，然后导入该文件夹。',
  },
  MEDIUM_REMOVABLE: {
    sentence: '此介质位于可移动磁盘（{device}）上。',
    advice: '安装期间请勿拔下该磁盘，或将映像复制到库中。',
  },
  MEDIUM_CORRUPT: {
    sentence: '介质内容与应有的不符：{detail}。',
    advice: '请重新下载或复制；用它安装的机器可能中途失败。',
  },
  NO_CHECKSUM: {
    sentence: '没有可用来核对 {name} 的校验和。',
    advice: '请把下载页面的校验和文件（SHA256SUMS、CHECKSUM）放在它旁边。',
  },
  IMAGE_BUSY: {
    sentence: '映像 {id} 正在{what}。',
    advice: '请等待其结束，或取消它。',
  },
  MEDIUM_UNKNOWN: {
    sentence: '{path} 可以读取，但其中没有 Fieldboot 能启动的系统：{seen}。',
    advice:
      '请使用受支持系列的介质（Debian、Ubuntu、SUSE、Red Hat 及其衍生版、live 系统），或启动菜单能启动 Linux 内核的任何介质。',
  },
  MEDIUM_GENERIC: {
    sentence:
      '没有哪个系列认识 {name}：将启动它自带菜单中的“{entry}”。其内存盘属于已知类型（{kind}），会被告知到网络上寻找系统。',
    advice: '请先在一台机器上试用；可在配置中选择其他菜单项。',
  },
  MEDIUM_UNTRIED: {
    sentence:
      '没有哪个系列认识 {name}：将启动它自带菜单中的“{entry}”，并去掉寻找光驱的参数。它能否通过网络找到系统尚不清楚。',
    advice: '请先在一台机器上试用；可在配置中选择其他菜单项，或加内核参数。',
  },
  RAM_DISK_FEW_CARDS: {
    sentence: '{name} 的内存盘是为光驱和磁盘准备的：网卡驱动只有虚拟机的。',
    advice:
      '用于真实机器时，请导入一个文件夹：其中是同一版本 netboot 压缩包的启动文件，旁边放上此介质的 apks。',
  },
  MEDIUM_NEEDS_DRIVE: {
    sentence: '{name} 只能从光驱或磁盘启动：其内存盘没有网络。',
    advice: '请改为导入含其 netboot 文件（bzImage、initrd、netboot.ipxe）的文件夹。',
  },
  PROGRAM_UNSIGNED: {
    sentence: '{name} 没有签名：启用安全启动的固件不会启动它。',
    advice: '测试期间请在机器上关闭安全启动。',
  },
  MEDIUM_PARTIAL: {
    sentence: '{name} 的这张介质只含基本系统，此外不多。',
    advice: '只选择其中有的软件包，或使用完整的（DVD）介质。',
  },
  MEDIUM_NO_PACKAGES: {
    sentence: '{name} 的这张介质没有可供安装的软件包。',
    advice: '使用完整的（DVD）介质，或给配置一个机器能访问的软件源镜像。',
  },
  INSTALLER_ASKS: {
    sentence: '{name} 的安装程序会在机器上提问（全部或部分问题）。',
    advice: '请守在机器旁，或使用能接受全部答案的安装介质（Ubuntu Server，或 23.04 及以后的 Desktop）。',
  },
  MEDIUM_NO_STAGE2: {
    sentence: '{name} 的这张介质缺少安装程序的第二部分（{path}）。',
    advice: '请使用完整的介质：厂商提供的启动、网络安装或 DVD 映像。',
  },
  INSTALLER_KERNEL_DIFFERS: {
    sentence: '本机的网络安装程序内核为 {abi}，介质 {name} 的模块属于 {medium}：安装程序将找不到驱动。',
    advice: '使用当前小版本的介质，或带来与此介质对应的网络安装程序。',
  },
  MEDIUM_GONE: {
    sentence: '{name} 的介质已不在 {path}。',
    advice: '把文件放回或重新插上磁盘，服务会自动继续；或者移除此映像。',
  },
  MEDIUM_ONLY_PACKAGES: {
    sentence: '{name}：只有软件包，没有安装程序。机器无法从此介质启动。',
    advice: '请将其并入某个安装程序的映像：fieldboot join 映像 此映像，或在该映像的面板中操作。',
  },
  REPOSITORY_TOOL_MISSING: {
    sentence: '{path} 中的软件包没有清单，而用于编写清单的 {tool} 不在本机上。',
    advice: '请安装它（Debian 和 Ubuntu：sudo apt-get install {package}），然后重新导入该文件夹。',
  },
  REPOSITORY_NOT_MADE: {
    sentence: '{tool} 无法为 {path} 中的软件包编写清单：{detail}。',
    advice: '请移走它所指出的软件包，然后重新导入该文件夹。',
  },
  JOIN_IMPOSSIBLE: {
    sentence: '映像 {other} 无法并入 {id}：{detail}。',
    advice: '请并入该映像的安装程序能读取其软件包、且架构相同的介质。',
  },
  IMAGE_JOINED: {
    sentence: '映像 {id} 已并入 {other}。',
    advice: '请先从该处移除。',
  },
  MEDIUM_IS_FOLDER: {
    sentence: '映像 {name} 是一个文件夹：只有 ISO 才能复制到介质库或整体提供。',
    advice: '请导入 ISO 文件本身；可以上传，也可以从任何磁盘复制。',
  },
  MEDIUM_SILENT: {
    sentence: '{name} 的介质所在的磁盘没有响应：{path}。',
    advice: '请检查磁盘，或共享及其所经的网络；恢复响应后会自动继续服务。其他介质照常服务。',
  },
  MEDIUM_CHANGED: {
    sentence: '{path} 处的 {name} 已不是当初导入的文件。',
    advice: '重新导入，或放回原来的文件。',
  },
  IMAGE_IN_USE: { sentence: '映像 {id} 正被配置 {profile} 使用。', advice: '先移除该配置。' },
  PROFILE_IN_USE: { sentence: '配置 {id} 已分配给 {count} 台机器。', advice: '先取消这些机器的分配。' },
  PROFILE_IN_RULE: { sentence: '规则 {rule} 选用了配置 {id}。', advice: '请先删除该规则。' },
  PROFILE_IN_SHEET: {
    sentence: '任务表把配置 {id} 给了 {count} 台尚未出现的机器，第一台是 {serial}。',
    advice: '请先在这些行里换上别的配置，再重新读入任务表；或不再等待它们（fieldboot waiting --drop）。',
  },
  PROFILE_IS_DEFAULT: {
    sentence: '没有人选择过的机器会使用配置 {id}。',
    advice: '请停止服务，再用另一个默认配置（或不设默认配置）启动。',
  },
  MACHINE_UNIDENTIFIED: {
    sentence: '它的引导程序不报告序列号，而规则或任务表要看序列号：不会自动为它选择任何配置。',
    advice: '请手动为它选择配置，或让它用会报告序列号的 iPXE 启动。',
  },
  NAME_TAKEN: { sentence: '已有名为“{name}”的 {what}。', advice: '请换一个名字。' },
  INSTALLATION_UNSURE: {
    sentence: '该机器曾在安装中,重新启动后未报告完成,因此没有动它的磁盘。',
    advice: '查看该机器:选择“重新安装”,或取消其配置方案,让它从本地磁盘启动。',
  },
  NETBOOT_FILES_MISSING: {
    sentence: '本机没有 Debian {version}（{arch}）的网络安装程序；缺少它，此介质无法从网络启动。',
    advice:
      'Debian 12 和 13（amd64）有网络时：npm run bootfiles。其他版本或无网络时：把软件包 {package} 或文件 {file} 放进一个文件夹，再运行 npm run bootfiles -- --from 文件夹（本机无法核实来源时加 --unverified）。',
  },
  BOOT_FILES_MISSING: {
    sentence: '本机还没有启动加载程序：{file}。',
    advice:
      '有网络时：npm run bootfiles。无网络时：把软件包放进一个文件夹，再运行 npm run bootfiles -- --from 文件夹。',
  },
  SECURE_BOOT_NO_LOADER: {
    sentence: '安全启动已打开，而本机没有可以启动 {name} 的加载程序：其介质上的加载程序不能使用网络。',
    advice:
      '带来其发行商签名的 shim 和网络版 GRUB：把 shimx64.efi 和 grubx64.efi（软件包 grub-efi-amd64-signed 中的 grubnetx64.efi.signed）放进启动文件的 loaders/ubuntu。或在安装期间关闭安全启动。',
  },
  SECURE_BOOT_NO_SHIM: {
    sentence: '安全启动已打开，而 {name} 的介质上没有可读取的自带签名加载程序；其他加载程序都不允许启动它。',
    advice: '请导入发行商发布的原版介质；或在安装期间关闭安全启动。',
  },
  SECURE_BOOT_OTHER_LOADER: {
    sentence: '机器已为 {name} 的签名加载程序重新启动过一次，却带着另一个不允许启动它的加载程序回来。',
    advice:
      '有别的东西指定了它的加载程序：另一台引导服务器，或它自己的启动项。请从 Fieldboot 所服务的网卡启动，或在安装期间关闭安全启动。',
  },
  SETTING_INVALID: { sentence: '设置 {key} 不能用：{detail}。', advice: '改正该值，再试一次。' },
  PROFILE_NO_LOGIN: {
    sentence: '此配置没有密码，也没有 SSH 公钥：安装程序会停下来在控制台上询问。',
    advice: '请设置 root 密码、带密码的用户，或 SSH 公钥。',
  },
  TEMPLATE_INVALID: {
    sentence: '配置 {profile} 的应答模板无法生成：{detail}。',
    advice: '改正所指行的模板。',
  },
  INTERFACE_UNKNOWN: { sentence: '本机没有网络接口 {name}。', advice: '请从以下选择：{known}。' },
  INTERFACE_NO_ADDRESS: {
    sentence: '接口 {name} 没有 IPv4 地址。',
    advice: '让 Fieldboot 在服务期间设置一个（结束时移除），或自行设置。',
  },
  INTERFACE_GONE: {
    sentence: '接口 {name} 在服务中消失了；现在不再应答。',
    advice: '重新插上网卡，再开始服务。',
  },
  ADDRESS_GONE: {
    sentence: '服务期间 {name} 失去了地址 {cidr}；现在不再应答任何请求。',
    advice: '查明这台电脑上是什么改动了 {name}（网络管理器、VPN），然后重新开始服务。',
  },
  ADDRESS_SET_AGAIN: {
    sentence: '这台电脑上有程序从 {name} 上移除了地址 {cidr}；Fieldboot 已重新设置（{times} 次）。',
    advice: '让网络管理器不要管理 {name}，例如：nmcli device set {name} managed no',
  },
  ADDRESS_FORBIDDEN: {
    sentence: '{name} 没有地址，Fieldboot 也无法为其设置：{detail}。',
    advice: '以管理员身份启动 Fieldboot，或手动设置：sudo ip address add 10.77.0.1/24 dev {name}',
  },
  INTERFACE_WIRELESS: {
    sentence: '{name} 是无线接口：多数固件无法经由它启动，而且其网络上的其他人也会收到应答。',
    advice: '请选择有线接口。若确实要用它，请坚持：--insist，或在窗口中勾选。',
  },
  INTERFACE_DEFAULT_ROUTE: {
    sentence: '{name} 是本机通往互联网的接口：在那里应答 DHCP 可能使他人的机器断网。',
    advice: '请选择只连着待装机器的接口。若确实要用它，请坚持：--insist，或在窗口中勾选。',
  },
  INTERFACE_VIRTUAL: {
    sentence: '{name} 背后没有硬件：在那里只能到达本机的虚拟机。',
    advice: '除非要装的就是虚拟机，请选择插着网线的接口。',
  },
  INTERFACE_NO_LINK: {
    sentence: '{name} 没有链路：在那里什么也听不到。',
    advice: '把网线插到本机和已开机的交换机或机器上。',
  },
  OTHER_DHCP_SERVER: {
    sentence: '另一台 DHCP 服务器 {server} 已在 {name} 上分配地址：两台同时应答时，机器得到的答复时此时彼。',
    advice:
      '拔掉或关闭那台服务器、另选接口，或与它并存服务（--mode proxy）。若仍要分配地址：--insist，或在窗口中勾选。',
  },
  OTHER_PXE_SERVER: {
    sentence: '另一台网络启动服务器 {server} 在 {name} 上应答：谁先答，机器就从谁启动。',
    advice: '安装期间关闭那台服务器，或把机器接到单独的网络。',
  },
  OTHER_DHCP_APPEARED: {
    sentence: '另一台 DHCP 服务器 {server} 出现在 {name} 上；按您的选择，服务已停止。',
    advice: '找到并拔掉那台服务器，再开始服务。',
  },
  OTHER_DHCP_PROXY: {
    sentence:
      '另一台 DHCP 服务器 {server} 正在 {name} 上分配地址：按您的选择，Fieldboot 现在只提供启动文件（代理 DHCP）。',
    advice:
      '正在启动的机器无需处理；之前分配的租约到期前仍然有效。要重新分配地址，请拔掉那台服务器，再开始服务。',
  },
  NO_DHCP_SERVER: {
    sentence: '{name} 上没有 DHCP 服务器应答：Fieldboot 只提供启动文件，机器得不到地址，无法启动。',
    advice: '接通分配地址的服务器，或停止后改用完整 DHCP 服务。',
  },
  LISTENING_IMPOSSIBLE: {
    sentence: '无法得知 {name} 上是否有其他 DHCP 服务器应答：{detail}。',
    advice: '开始之前，请确认那里没有别人分配地址。',
  },
  LISTENING_PARTIAL: {
    sentence:
      '本系统会丢弃来自未知网络的数据包（rp_filter）：{name} 上属于其他网络的 DHCP 服务器可能听不到。',
    advice:
      '以管理员身份执行：sudo sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.{name}.rp_filter=0，然后再检查。',
  },
  ADDRESS_NOT_SET: {
    sentence: '无法在 {name} 上设置地址 {cidr}：{detail}。',
    advice: '手动设置：sudo ip address add {cidr} dev {name}',
  },
  RARP_IMPOSSIBLE: {
    sentence: '{name} 上不应答 RARP：此账户不能打开数据包套接字，或系统不支持。',
    advice: '请在 Linux 上以管理员身份启动 Fieldboot；只有比 BOOTP 更老的机器才需要 RARP。',
  },
  VLAN_NOT_MADE: {
    sentence: '无法在 {name} 上建立 VLAN {vlan}：{detail}。',
    advice: '手动建立：sudo ip link add link {name} name {name}.{vlan} type vlan id {vlan}，再开始服务。',
  },
  RANGE_INVALID: {
    sentence: '地址范围 {range} 不能用：{detail}。',
    advice: '请给出接口网络之内的范围，例如 10.77.0.100-10.77.0.199。',
  },
  DHCP_OPTION_INVALID: {
    sentence: '无法设置 DHCP 选项 {option}：{detail}。',
    advice: '请写成 名称=值 或 编号=值，例如 ntp=10.0.0.1、150=ip:10.0.0.1 或 3=none。',
  },
  PORT_BUSY: {
    sentence: '{door} 无法打开：{protocol} 端口 {port} 被另一个程序占用。',
    advice: '停止那个程序（{hint}），再开始服务。',
  },
  PORT_FORBIDDEN: {
    sentence: '{door} 无法打开：此账户不得使用 {protocol} 端口 {port}。',
    advice: '以管理员身份执行一次：{command}',
  },
  NFS_NO_PORT_MAPPER: {
    sentence: 'NFS 已在提供服务，但查询其端口的机器得不到回答：{detail}',
    advice: '挂载时使用 port={nfs},mountport={mount}，或释放端口 111（rpcbind）后重新开始服务。',
  },
  SITE_CA_UNUSABLE: {
    sentence: '位于 {path} 的本站证书颁发机构无法使用：{detail}。',
    advice: '从备份恢复其中的两个文件，或移走该文件夹：之后会生成新的颁发机构，机器需要重新信任它。',
  },
  ALREADY_SERVING: { sentence: 'Fieldboot 已在 {name} 上提供服务。', advice: '先停止那里的服务。' },
  NOT_SERVING: { sentence: 'Fieldboot 没有在提供服务。', advice: '选择一个接口并开始服务。' },
  UNDO_IMPOSSIBLE: { sentence: '无法撤销：{detail}。', advice: '若仍可更改，请手动更改这台机器。' },
  RULE_INVALID: {
    sentence: '此规则不能使用：{detail}。',
    advice: '至少说明机器的一个特征，例如 --mac 52:54:00 或 --product "PowerEdge*"。',
  },
  POOL_EXHAUSTED: {
    sentence: '范围 {range} 中的地址已全部用完。',
    advice: '停止服务后用更大的范围重新开始，或释放已离开的机器。',
  },
  DISK_FULL: {
    sentence: '磁盘上没有空间存放 {what}。',
    advice: '腾出空间再试；之前保存的内容都没有丢失。',
  },
  LINT_COMMAND_UNKNOWN: {
    sentence: '“{word}”不是 {version} 的命令：安装程序会停在这一行。',
    advice: '检查拼写。最接近的已知命令：{near}。',
  },
  LINT_COMMAND_GONE: {
    sentence: '“{word}”在 {version} 中已弃用或已取消。',
    advice: '删去它，或改用：{instead}。',
  },
  LINT_OPTION_UNKNOWN: {
    sentence: '在 {version} 中，“{word}”没有选项 {option}。',
    advice: '检查拼写。最接近的已知选项：{near}。',
  },
  LINT_SECTION_UNKNOWN: { sentence: '“{section}”不是 kickstart 的段。', advice: '最接近的已知段：{near}。' },
  LINT_SECTION_OPEN: {
    sentence: '段 {section} 没有 %end。',
    advice: '用一行 %end 结束它；缺少它，安装程序会停下。',
  },
  LINT_QUOTE_OPEN: { sentence: '这一行的引号没有闭合。', advice: '在同一行闭合它，或在前面加反斜杠。' },
  LINT_KEY_MISSING: {
    sentence: '没有给出 {key}：安装程序会停下，在机器上询问。',
    advice: '请补上，除非有人会守在机器旁。',
  },
  LINT_SECRET_PLAIN: {
    sentence: '这里有明文密码（{key}）。',
    advice: '请改放它的哈希：设置 root_password 或 user_password 会在本机生成。',
  },
  LINT_LINE_UNREADABLE: {
    sentence: '这一行无法读取：{detail}。',
    advice: 'preseed 的一行是：所有者、问题、类型、值，以空格分隔。',
  },
  LINT_OWNER_WRONG: {
    sentence: '问题 {question} 属于安装程序，而这一行写给了 {owner}。',
    advice: '行首写 d-i；否则安装程序看不到这个答案。',
  },
  LINT_TYPE_UNKNOWN: { sentence: '“{type}”不是答案的类型。', advice: '最接近的已知类型：{near}。' },
  LINT_TYPE_WRONG: {
    sentence: '问题 {question} 的类型是 {expected}，不是 {type}。',
    advice: '请改写为 {expected}。',
  },
  LINT_VALUE_WRONG: {
    sentence: '问题 {question} 不能用“{value}”回答。',
    advice: '可以用：{allowed}。',
  },
  LINT_QUESTION_UNKNOWN: {
    sentence: '安装程序没有这里已知的问题 {question}：这一行可能不起作用。',
    advice: '检查拼写。最接近的已知问题：{near}。',
  },
  LINT_UNREADABLE: {
    sentence: '这不是有效的 {format}：{detail}。',
    advice: '改正此处或稍前的内容；安装程序无法读取这个文件。',
  },
  LINT_SCHEMA: { sentence: '{path} 不符合 {format} 的要求：{detail}。', advice: '请改正这个值。' },
  LINT_ELEMENT_UNKNOWN: {
    sentence: '{format} 在此处不认识“{element}”：会被忽略。',
    advice: '检查拼写。最接近的已知名称：{near}。',
  },
  LINT_LEFT_OUT: {
    sentence: '{system} 的应答文件无法表达设置 {setting}：它被略去了。',
    advice: '请用 post_script 或手动完成，或者撤回这项设置。',
  },
  LINT_DISK_UNSAID: {
    sentence: '没有说明安装到哪块磁盘：{format} 会自行选择一块并清除它。',
    advice: '请像内置的应答文件那样，写明磁盘或查找磁盘的规则。',
  },
  LINT_TYPE_UNSAID: {
    sentence: '元素 {element} 没有写明类型，YaST 会把它当作文本。',
    advice: '请在标签中写上 config:type="{type}"；否则 “false” 会被当作“是”，列表会被当作空的。',
  },
  LINT_DISK_NONE: {
    sentence: '这台机器没有磁盘符合配置的规则，或数量不足。它有：{disks}。',
    advice: '修改规则，或为这台机器指定磁盘。在有磁盘符合之前，什么都不会被清除。',
  },
  LINT_DISK_SEVERAL: {
    sentence: '这台机器有多个磁盘符合配置的规则：{disks}。',
    advice: '把规则收窄，或为这台机器指定磁盘。在只有一个符合之前，什么都不会被清除。',
  },
  ADDRESS_MISSING: {
    sentence: '配置要求固定地址，而这台机器没有。',
    advice: '给它一个：fieldboot machine set MAC address=192.168.5.20/24，或把 network 设为 auto 或 dhcp。',
  },
  ...diagnosisZhCn,
  ...jobsZhCn,
};
