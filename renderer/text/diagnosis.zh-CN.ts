/** "Why is it stuck" in Simplified Chinese: the rules' sentences and next steps, by code. */
import type { DIAGNOSIS_PROBLEMS } from '../../core/diagnosis-problems.ts';

type Said = { readonly sentence: string; readonly advice: string };

export const diagnosisZhCn: Readonly<Record<keyof typeof DIAGNOSIS_PROBLEMS, Said>> = {
  STUCK_OFFERS_IGNORED: {
    sentence: '已向它提供地址 {count} 次，它一次也没有接受。',
    advice:
      '可能有另一台 DHCP 服务器先应答了：看它屏幕上的地址，并拔掉那台服务器。若没有，则是网卡或端口在丢包：换一根网线或一个端口。',
  },
  STUCK_OTHER_SERVER_WON: {
    sentence:
      '已向它提供地址 {count} 次，它没有接受：这根网线上还有另一台 DHCP 服务器 {server} 在应答，多半更快。',
    advice: '拔掉那台服务器，或改用代理模式与它并存，然后重新开机。',
  },
  STUCK_SPLIT_OFFER: {
    sentence: '它不会合并两份应答：在另一台 DHCP 服务器旁边，它永远得不到启动文件。',
    advice: '给它一份完整的租约（救援）；不影响其他机器。',
  },
  STUCK_SPANNING_TREE: {
    sentence: '链路断开后又恢复，此后 {seconds} 秒没有任何动静。',
    advice:
      '检查环路的交换机（生成树）会把端口关闭 30 到 50 秒。等一分钟；要根治，请把端口设为边缘端口（PortFast）。',
  },
  NOTE_SLOW_PORT: {
    sentence: '从取得引导程序到引导程序自己发问隔了 {seconds} 秒：交换机端口开放得晚（生成树）。',
    advice: '能用，只是慢。更早放弃的机器需要把端口设为边缘端口（PortFast），或换一台简单的交换机。',
  },
  STUCK_LOADER_REFUSED: {
    sentence: '它取了引导程序 {file} {count} 次，却没有启动：多半被固件拒绝（安全启动）。',
    advice:
      '让它再从网络启动一次：它会得到下一个带签名的引导程序。如果全都不能启动，再在安装期间关闭固件设置中的安全启动。',
  },
  NOTE_LOADER_REFUSED: {
    sentence: '固件完整地取了 {file} 却没有启动它：多半是拒绝了它（安全启动）。现在给它 {next}。',
    advice: '无需处理。同一厂商同一型号的下一台机器会直接得到可用的引导程序。',
  },
  NOTE_LOADER_NEXT: {
    sentence: '它完整地取了 {file}，之后再无音讯。现在给它 {next}。',
    advice: '无需处理。同一厂商同一型号的下一台机器会直接得到可用的引导程序。',
  },
  STUCK_LOADER_SILENT: {
    sentence: '它取了引导程序 {file}，此后 {seconds} 秒没有动静。',
    advice: '看它的屏幕。若引导程序停在那里，说明它驱动不了网卡：重新开机，或换它的另一个网口。',
  },
  NOTE_SIZE_PROBE: {
    sentence: '它问了 {file} 的大小便中断，接下来才会取文件。固件都这样做，没有问题。',
    advice: '什么也不用做。',
  },
  STUCK_AFTER_SIZE: {
    sentence: '它问了 {file} 的大小，却一直没有取：{seconds} 秒。',
    advice:
      '防火墙或交换机可能丢弃了来自 69 以外端口的 TFTP 数据：让所有 TFTP 走同一个端口（--tftp-one-port）。',
  },
  STUCK_KERNEL_MEMORY: {
    sentence: '它已取得内核和内存盘，随后静默了 {seconds} 秒；{memory} MiB 内存不够解开它们。',
    advice: '加内存，或选用需要更少内存的介质或启动方式。',
  },
  STUCK_KERNEL_SILENT: {
    sentence: '它已取得内核和内存盘，随后静默了 {seconds} 秒。',
    advice:
      '看它的屏幕：内核没有网卡驱动、内存太少或控制台设置不对都是这个样子。换它的另一个网口，或设置 kernel_args，例如 nomodeset。',
  },
  NOTE_INSTALLER_RESTARTED: {
    sentence: '它取了 {count} 次应答文件：安装程序被重新启动，或在失败后重新询问。',
    advice: '看它的屏幕和安装程序的日志；断电和内存不足也是这个样子。',
  },
  STUCK_INSTALLER_QUIET: {
    sentence: '安装程序已有 {minutes} 分钟既未取文件也未报告；通常最长不过 {usual} 分钟。',
    advice: '看它的屏幕：多半在提问或显示错误。',
  },
  STUCK_INSTALLER_ASKS: {
    sentence: '它没有磁盘，或有好几块可选：它在自己的屏幕上询问要清除哪一块。',
    advice: '在那里回答，或在配置中或为这台机器指明磁盘（disk、disk_pick），然后重新安装。',
  },
  STUCK_INSTALLER_ASKS_PASSWORD: {
    sentence: '它的配置里既没有密码也没有 SSH 公钥：它正在自己的屏幕上询问密码。',
    advice:
      '在那里回答后它会继续。要让以后的机器不再询问，请在配置里设置 root_password、带 user_password 的用户或 ssh_key。',
  },
  STUCK_MAC_SHARED: {
    sentence: '有好几台机器用过这个 MAC：{identities}。',
    advice:
      '扩展坞或网卡转接头在机器之间轮换。装完一台再插到下一台，其间忘记这台机器；或使用机器自带的网口。',
  },
  STUCK_BOOTS_AGAIN: {
    sentence: '它已 {count} 次被转到自己的磁盘，每次又回到网络。',
    advice: '它的磁盘无法启动：看它的屏幕，确认固件按安装时的方式（BIOS 或 UEFI）启动那块磁盘，或重新安装。',
  },
  DIAGNOSIS_RULE_FAILED: {
    sentence: '“为什么卡住”的规则“{rule}”出错：{detail}。其他规则照常运行。',
    advice: '机器的服务不受影响。请把上面的文字连同一台机器的支持包一起报告。',
  },
  NOTE_NETWORK_FIRST: {
    sentence: '它已安装完毕，只是先从网络启动；已转到它自己的磁盘。',
    advice: '什么也不用做。想省下几秒，就把磁盘排到启动顺序的最前面。',
  },
};
