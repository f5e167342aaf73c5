/** 有关任务表的简体中文文字。 */
import type { sheetEn } from './sheet.en.ts';

const count = (n: number) => `${n} 台机器`;
const rows = (n: number) => `${n} 行`;

export const sheetZhCn: typeof sheetEn = {
  title: '用一张表说明每台机器的安排',
  lead: '每台机器一行：用 MAC 或序列号说明是哪台，再写名称、地址、配置。机器还没来的行会等它。',
  columns: '列',
  columnsKnown: 'MAC 或序列号、名称、地址、配置、备注。其他标题是配置的变量。',
  drop: '把 CSV 或 XLSX 文件拖放到任意处，或',
  choose: '选择任务表…',
  template: '还没有表？下载一张已列出现有机器的表来填写。',
  templateAs: { xlsx: 'Excel 表（XLSX）', csv: 'CSV 表' },
  reading: '正在检查任务表…',
  another: '另选一张…',
  putAway: '收起',
  again: '重新检查',
  line: '行',
  heads: {
    mac: 'MAC',
    serial: '序列号',
    name: '名称',
    address: '地址',
    profile: '配置',
    note: '备注',
  },
  outcome: '结果',
  outcomes: { 'left-out': '不执行', change: '更改', later: '等它来', same: '无变化' },
  all: '全部行',
  none: '没有这样的行。',
  before: (value) => `原为 ${value}`,
  beforeNone: '原未设置',
  newMachine: '还没来',
  table: '任务表逐行的作用',
  more: (n) => `再显示 ${n} 行`,
  apply: (n) => (n === 0 ? '没有可执行的' : `执行 ${rows(n)}`),
  leftOut: (n) => `${rows(n)}有冲突，不执行。`,
  askTitle: (n) => `${count(n)}将得到会擦除磁盘的配置`,
  askAbout: '可以先执行任务表，到机器旁再逐台确认；或现在就说明这些机器的磁盘都可以擦除。',
  askNever: '此电脑设置为无需确认即安装：它们下次网络启动时磁盘会被擦除。',
  askEach: '此电脑设置为逐台确认：它们会等待确认。',
  askList: '磁盘将被擦除的机器',
  askLater: '执行，稍后确认',
  askNow: (n) => (n === 1 ? '执行并擦除' : `执行并擦除 ${n} 台`),
  applied: (n, later) =>
    `已执行 ${rows(n)}。${later === 0 ? '' : `另有 ${count(later)}来了之后会得到它们的安排。`}`,
  undone: '任务表已撤销。等待机器到来的行仍在等待。',
  takeBack: '撤销',
  toMachines: '转到机器列表',
};
