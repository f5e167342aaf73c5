/** 有关任务的简体中文文字。 */
import type { jobsEn } from './jobs.en.ts';

const machines = (n: number) => `${n} 台机器`;

export const jobsZhCn: typeof jobsEn = {
  button: (name) => `任务：${name}`,
  unnamed: (date) => `${date} 的任务`,
  change: '更改任务',
  desk: '任务与单据',
  back: '返回机器列表',
  tabs: { job: '任务', sheet: '任务表', rules: '规则', report: '报告与标签', time: '所需时间' },
  list: '任务',
  begin: '新建任务',
  states: { current: '当前', open: '进行中', closed: '已关闭' },
  about: {
    current: '现在出现的机器都归它。',
    open: '它未关闭，但现在出现的机器归另一个任务。',
    closed: (when) => `已于 ${when} 关闭。它连同报告一起保留，不能更改。`,
  },
  machines,
  noMachines: '还没有机器归它：下一台开机的机器会归它。',
  customer: '客户',
  site: '地点',
  siteHint: '例如 4 号机架，2 楼',
  date: '日期',
  technician: '技术员',
  names: '按机架顺序的名称',
  namesHint: '第一台开机的机器得到第一个名称：node-{01..40}，或用逗号分隔的名称。',
  namesLeft: (next, left) => `下一个：${next}。还剩 ${left} 个。`,
  save: '保存',
  saved: '任务已保存。',
  unsaved: '尚未保存',
  beginTitle: '新建任务',
  beginHint: '此后出现的机器都归它。已有的机器仍归原来的任务；关闭原任务即可清空列表。',
  beginNow: '开始此任务',
  begun: (name) => `当前任务是 ${name}。`,
  choose: '切换到此任务',
  chosen: (name) => `此后出现的机器都归 ${name}。`,
  report: '报告与标签',
  close: '关闭此任务',
  closeAsk: (n) =>
    n === 0
      ? '它会连同报告一起归档。可以重新打开。'
      : `${machines(n)}会离开列表并随它归档；报告保留。可以重新打开。`,
  closeBusy: (n) => `其中 ${machines(n)}仍在安装：报告里将没有它们的结果。`,
  closeNow: '关闭',
  closeAnyway: '仍然关闭',
  closed: (name) => `${name} 已关闭并归档。`,
  reopen: '重新打开',
  reopened: (name) => `${name} 已重新打开，机器恢复原样。`,
  closing: '正在生成报告…',
  undo: '撤销',
};
