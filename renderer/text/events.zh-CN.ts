/** 事件的中文说法。 */
import type { EventView } from '../../core/api/contract.ts';
import { baseName, type EventTexts } from './events.en.ts';

const after = (value: EventView['detail'][string] | undefined, before = ' ') =>
  value === undefined || value === '' ? '' : `${before}${value}`;

export const eventsZhCn: EventTexts = {
  discovered: () => '首次发现',
  offered: ({ address }) => `已提供地址${after(address)}`,
  acked: ({ address }) => `取得地址${after(address)}`,
  nak: ({ reason }) => `地址被拒绝${after(reason, '：')}`,
  declined: ({ address }) => `报告另一台机器占用了${after(address) || '其地址'}`,
  released: ({ address }) => `归还${after(address) || '地址'}`,
  ignored: ({ reason }) => `未应答${after(reason, '：')}`,
  'pool-exhausted': () => '没有可给它的地址',
  loader: ({ file }) => `取走启动加载程序${after(baseName(file))}`,
  waiting: () => '询问启动什么，正在等待',
  assigned: ({ name, profile }) => `将安装${after(name ?? profile)}`,
  unassigned: () => '不再有配置',
  'loader-silent': ({ file, next }) =>
    `取走${after(baseName(file))} 后再无音讯；现在给它${after(baseName(next))}`,
  script: ({ title, profile }) => `取得启动脚本${after(title ?? profile, '：')}`,
  kernel: () => '取走内核',
  initrd: () => '取走初始内存盘',
  answers: ({ file }) => `取走应答文件${after(baseName(file))}`,
  missed: ({ file, reason }) => `未取到${after(baseName(file))}${after(reason, '：')}`,
  running: () => '它的系统从网络运行',
  installing: ({ stage }) => `正在取${after(stage, '：') || '部件'}`,
  reported: ({ stage }) => `安装程序报告${after(stage, '：')}`,
  log: ({ file }) => `安装程序送来了日志${after(file, '：')}`,
  finished: () => '安装程序报告完成',
  'local-boot': () => '转到自己的磁盘',
  failed: ({ reason }) => `失败${after(reason, '：')}`,
  changed: ({ name }) => (name === undefined ? '在此处更改' : name === '' ? '不再有名称' : `命名为 ${name}`),
  serving: () => '开始服务',
  stopped: () => '停止服务',
  'dhcp-gone': ({ server, address }) => `DHCP 服务器不再应答${after(server ?? address, '：')}`,
  'other-dhcp': ({ server, address }) => `另一台 DHCP 服务器在应答${after(server ?? address, '：')}`,
  verified: ({ image, state, reason }) => `${image} 已核对：${reason ?? state}`,
  copied: ({ image, reason }) => (reason ? `${image} 未能复制：${reason}` : `${image} 已复制到库中`),
  probed: ({ file }) => `询问了 ${baseName(file)} 的大小`,
  queued: ({ reason }) => `排队等待${after(reason, '：')}`,
  held: () => '在此处暂停',
  'released-hold': () => '继续',
  confirmed: ({ name, profile }) => `已确认可以清除磁盘${after(name ?? profile, '：')}`,
  syslog: ({ program, text }) => `安装程序日志${after(program)}${after(text, '：')}`,
  inventory: () => '已登记',
  woken: () => '已发送唤醒包',
  diagnosed: ({ sentence }) => `${sentence ?? ''}` || '恢复正常',
  link: ({ state }) => {
    if (state === 'address-set-again') return '接口失去了地址，已重新设置';
    return state === 'up' ? '接口链路已恢复' : '接口没有链路';
  },
  paused: () => '暂缓新的安装',
  resumed: () => '继续新的安装',
};
