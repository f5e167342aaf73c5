/** 对机器所做之事的简体中文文字：名称、已做的、已撤销的。 */
import type { PlainDeed } from '../state/doing.ts';
import type { Text } from './en.ts';

const count = (n: number) => `${n} 台机器`;

const did: Record<PlainDeed, (n: number) => string> = {
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
    did,
    kinds,
    assigned: (n, profile) => `${count(n)}将得到 ${profile}。`,
    undo: '撤销',
    undone: (what, n) => `已撤销：${what}，${count(n)}。`,
  },
};
