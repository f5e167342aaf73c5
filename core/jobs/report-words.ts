/** What stands on reports and labels, in the languages they can be had in. Pure; the English word is the key. */

export const REPORT_LANGUAGES = ['en', 'zh-CN'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

const ZH_CN = {
  'Hand-over': '交接报告',
  Labels: '标签',
  Job: '任务',
  Name: '名称',
  Serial: '序列号',
  Maker: '制造商',
  Model: '型号',
  MAC: 'MAC',
  Card: '网卡',
  Address: '地址',
  Profile: '配置',
  Image: '介质',
  'Image SHA-256': '介质 SHA-256',
  'Answers SHA-256': '应答 SHA-256',
  Result: '结果',
  Problem: '问题',
  Started: '开始',
  Finished: '结束',
  Minutes: '分钟',
  Stages: '阶段',
  'MB fetched': '取得 MB',
  'Memory MiB': '内存 MiB',
  'Memory, CPU': '内存、处理器',
  CPU: '处理器',
  Disks: '磁盘',
  UUID: 'UUID',
  Note: '备注',
  Machines: '机器',
  installed: '已安装',
  failed: '失败',
  running: '进行中',
  waiting: '等待中',
  'nothing installed': '未安装',
} as const;

export type ReportWord = keyof typeof ZH_CN;

/** Words in a language. */
export const wordsOf =
  (language: ReportLanguage) =>
  (word: ReportWord): string =>
    language === 'en' ? word : ZH_CN[word];

export interface Summary {
  readonly done: number;
  readonly all: number;
  readonly technician: string;
  /** `2026-11-27 10:00`. */
  readonly made: string;
  readonly version: string;
}

/** The line below the heading. */
export function summaryOf(
  language: ReportLanguage,
  { done, all, technician, made, version }: Summary,
): string {
  return language === 'en'
    ? `${done} of ${all} machines installed. Technician: ${technician}. Made ${made} UTC by Fieldboot ${version}.`
    : `${all} 台机器中已安装 ${done} 台。技术员：${technician}。由 Fieldboot ${version} 于 ${made}（UTC）生成。`;
}
