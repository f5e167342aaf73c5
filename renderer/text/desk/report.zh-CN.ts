/** 有关交接报告与标签的简体中文文字。 */
import type { reportEn } from './report.en.ts';

export const reportZhCn: typeof reportEn = {
  job: '任务',
  kind: '查看',
  papers: { html: '报告', labels: '标签' },
  paper: '打印出来的样子',
  print: '打印或 PDF',
  saveAs: '另存为',
  formats: { html: '网页（HTML）', xlsx: 'Excel（XLSX）', csv: 'CSV', json: 'JSON' },
  copy: '复制',
  copied: '已复制',
  again: '重新生成',
  making: '正在生成报告…',
  closed: '此任务已关闭：报告保持当时的内容。',
  empty: '还没有机器归此任务。机器出现并安装后，报告会有内容。',
  sum: (image, size) => `${image} 的 SHA-256，${size}`,
  sumWhy: '报告里要写明。只计算一次，介质不变就一直保留。',
  without: '不等它，继续',
};
