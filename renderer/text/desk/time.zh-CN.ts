/** 有关所需时间的简体中文文字。 */
import type { timeEn } from './time.en.ts';

const count = (n: number) => `${n} 台机器`;

export const timeZhCn: typeof timeEn = {
  title: '需要多久？',
  lead: '根据某配置最近几次安装取了多少数据、用了多久，以及网线的速度来估算。',
  profile: '配置',
  machines: '机器数',
  link: '网线',
  linkNow: (speed) => (speed === null ? '按当前服务' : `按当前服务：${speed}`),
  span: (hours, minutes) => (hours === 0 ? `${minutes} 分钟` : `${hours} 小时 ${minutes} 分钟`),
  answer: (machines, together, batch, inBatches) =>
    `${count(machines)}，约 ${together}；每批 ${batch} 台：${inBatches}`,
  answerAtOnce: (machines, together) => `${count(machines)}同时进行，约 ${together}`,
  together: '全部同时',
  inBatches: (batch) => `每批 ${batch} 台`,
  fetches: (bytes) =>
    `一台机器取 ${bytes}。超出网线所能满足的台数只会互相等待；台数少些，一批接一批完成得更早。`,
  limit: (n) => `每次安装 ${n} 台`,
  limitOff: '不限制',
  limitNow: (most, running, waiting) =>
    `当前队列：${most === null ? '不限台数' : `每次 ${most} 台`}；${running} 台安装中，${waiting} 台等待。`,
  limitSet: (n) => `从现在起每次 ${count(n)}。`,
  limitGone: '从现在起不限制台数。',
  undo: '撤销',
  unknown: '还不知道',
  unknownWhy:
    '此配置在这台电脑上还没有完整安装过。先装一台：之后就知道它取多少数据、用多久，答案会显示在这里。',
  noLink: '网线速度未知。请开始服务，或在上面选择速度。',
  noProfile: '还没有用于安装的配置。请拖入 ISO 并新建一个。',
};
