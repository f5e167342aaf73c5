/** Jobs and job sheets in Simplified Chinese: the engine's sentences and next steps, by code. */
import type { JOB_PROBLEMS } from '../../core/job-problems.ts';

type Said = { readonly sentence: string; readonly advice: string };

export const jobsZhCn: Readonly<Record<keyof typeof JOB_PROBLEMS, Said>> = {
  SHEET_UNREADABLE: {
    sentence: '任务表 {name} 无法读取：{detail}。',
    advice: '请重新保存为 .xlsx 或 .csv，并保留一行标题。',
  },
  SHEET_NO_KEY: {
    sentence: '此表没有一列说明各行是哪台机器；它的标题为：{headings}。',
    advice: '给其中一列加上标题“MAC”或“序列号”。',
  },
  SHEET_EMPTY: { sentence: '此表只有标题，没有数据行。', advice: '为每台机器添加一行。' },
  SHEET_ROW_NO_KEY: { sentence: '第 {line} 行既没有 MAC 也没有序列号。', advice: '填上其一，或删除该行。' },
  SHEET_BAD_VALUE: { sentence: '第 {line} 行：“{value}”不能用作 {what}。', advice: '改正该单元格。' },
  SHEET_TWICE: {
    sentence: '第 {line} 行和第 {other} 行的 {what} 相同：{value}。',
    advice: '更改其中一行，或删除多余的一行。',
  },
  SHEET_TAKEN: {
    sentence: '第 {line} 行：{what} {value} 已属于机器 {mac}。',
    advice: '更改该行，或更改那台机器。',
  },
  SHEET_NO_PROFILE: {
    sentence: '第 {line} 行：没有名为“{profile}”的配置。',
    advice: '新建该配置，或改正单元格。',
  },
  SHEET_OTHER_SERIAL: {
    sentence: '第 {line} 行：机器 {mac} 报告的序列号是 {serial}。',
    advice: '与标签核对：该行或该 MAC 属于另一台机器。',
  },
  SHEET_UNDER_WAY: {
    sentence: '第 {line} 行：机器 {mac} 正在安装。',
    advice: '等它装完，或从该行去掉配置。',
  },
  JOB_CLOSED: { sentence: '任务 {id} 已关闭。', advice: '重新打开它，或新建一个。' },
  JOB_UNDER_WAY: {
    sentence: '此任务还有 {count} 台机器正在安装。',
    advice: '等它们装完，或坚持关闭：它们的报告将会缺失。',
  },
};
