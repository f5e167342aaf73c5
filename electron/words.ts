/** Every word Electron's own dialogs and menus say, in English and Simplified Chinese. */

export type Language = 'en' | 'zh-CN';

interface Words {
  readonly chooseIso: string;
  readonly isoFiles: string;
  readonly quitTitle: (count: number) => string;
  readonly quitDetail: (names: string) => string;
  readonly andMore: (count: number) => string;
  readonly keepServing: string;
  readonly quitAnyway: string;
  readonly engineFailed: string;
  readonly notImported: (file: string) => string;
  readonly tryAgain: string;
  readonly quit: string;
  readonly view: string;
  readonly larger: string;
  readonly smaller: string;
  readonly actualSize: string;
  readonly fullScreen: string;
}

const EN: Words = {
  chooseIso: 'Choose installation media',
  isoFiles: 'ISO images',
  quitTitle: (count) => (count === 1 ? 'A machine is installing.' : `${count} machines are installing.`),
  quitDetail: (names) => `${names}\n\nThey install from this laptop. Quitting now breaks their installation.`,
  andMore: (count) => `and ${count} more`,
  keepServing: 'Keep serving',
  quitAnyway: 'Quit anyway',
  engineFailed: 'Fieldboot cannot work.',
  notImported: (file) => `${file} was not imported.`,
  tryAgain: 'Try again',
  quit: 'Quit',
  view: 'View',
  larger: 'Larger',
  smaller: 'Smaller',
  actualSize: 'Actual size',
  fullScreen: 'Full screen',
};

const ZH_CN: Words = {
  chooseIso: '选择安装介质',
  isoFiles: 'ISO 镜像',
  quitTitle: (count) => `有 ${count} 台机器正在安装。`,
  quitDetail: (names) => `${names}\n\n它们正从这台笔记本安装系统，现在退出会中断安装。`,
  andMore: (count) => `以及另外 ${count} 台`,
  keepServing: '继续服务',
  quitAnyway: '仍然退出',
  engineFailed: 'Fieldboot 无法工作。',
  notImported: (file) => `未能导入 ${file}。`,
  tryAgain: '重试',
  quit: '退出',
  view: '显示',
  larger: '放大',
  smaller: '缩小',
  actualSize: '实际大小',
  fullScreen: '全屏',
};

const WORDS = { en: EN, 'zh-CN': ZH_CN } as const satisfies Record<Language, Words>;

export type { Words };

/** The words for a locale as `app.getLocale()` names it: Chinese of any kind gets Chinese, everything else English. */
export function wordsFor(locale: string): Words {
  return WORDS[/^zh\b/i.test(locale) ? 'zh-CN' : 'en'];
}
