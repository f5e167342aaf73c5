/** 对机器所做之事的简体中文文字：名称、已做的、已撤销的。 */
import type { PlainDeed } from '../state/doing.ts';
import type { Deed } from '../state/machine-deeds.ts';
import type { Text } from './en.ts';

const count = (n: number) => `${n} 台机器`;

const labels: Record<Deed, string> = {
  confirm: '确认…',
  reinstall: '重新安装',
  hold: '暂停',
  release: '放行',
  skip: '本次走自己的磁盘',
  wake: '唤醒',
  unassign: '让它等待',
  forget: '移除',
};

const hints: Record<Deed, string> = {
  confirm: '其磁盘可以清空；会列出型号、序列号和磁盘请您确认。',
  reinstall: '在下次网络启动时',
  hold: '放行之前它不启动任何内容；正在进行的安装不受影响。',
  release: '它可以再次启动。',
  skip: '下次网络启动转到自己的磁盘。',
  wake: '发送 Wake-on-LAN 唤醒包',
  unassign: '取消它的配置',
  forget: 'Fieldboot 不再记得它、它的配置和地址；它启动时会再次出现。',
};

const did: Record<PlainDeed | 'reinstall', (n: number) => string> = {
  unassign: (n) => `${count(n)}将等待。`,
  reinstall: (n) =>
    n === 1
      ? '它会在下次网络启动时安装。请将它关机再开机。'
      : `${count(n)}会在下次网络启动时安装。请将它们关机再开机。`,
  confirm: (n) => `${count(n)}可以清空并安装。`,
  hold: (n) => `已暂停${count(n)}：放行之前不启动任何内容。`,
  release: (n) => `已放行${count(n)}。`,
  skip: (n) => `${count(n)}的下次网络启动转到自己的磁盘，仅一次。`,
  wake: (n) => `已向${count(n)}发送唤醒包。`,
  forget: (n) => `已移除${count(n)}及其记录。`,
};

const kinds: Readonly<Record<string, string>> = {
  assign: '选择配置',
  unassign: '取消配置',
  reinstall: '重新安装',
  local: '自己的磁盘',
  change: '更改机器',
  hold: '暂停',
  release: '放行',
  skip: '本次走自己的磁盘',
  confirm: '确认',
  forget: '移除',
  sheet: '任务表',
  'close-job': '关闭任务',
};

export const deedsZhCn: Pick<Text, 'deeds'> = {
  deeds: {
    labels,
    hints,
    some: (label, n) => `${label}（${n}）`,
    more: '更多',
    moreOf: (name) => `对 ${name} 的操作`,
    did,
    kinds,
    assigned: (n, profile) => `${count(n)}将得到 ${profile}。`,
    undo: '撤销',
    undone: (what, n) => `已撤销：${what}，${count(n)}。`,
  },
};
