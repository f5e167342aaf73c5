/** 任务与单据的简体中文文字，按主题放在 desk/ 里。 */
import { bundleZhCn } from './desk/bundle.zh-CN.ts';
import { jobsZhCn } from './desk/jobs.zh-CN.ts';
import { reportZhCn } from './desk/report.zh-CN.ts';
import { rulesZhCn } from './desk/rules.zh-CN.ts';
import { sheetZhCn } from './desk/sheet.zh-CN.ts';
import { timeZhCn } from './desk/time.zh-CN.ts';
import type { deskEn } from './desk.en.ts';

export const deskZhCn: typeof deskEn = {
  jobs: jobsZhCn,
  sheet: sheetZhCn,
  rules: rulesZhCn,
  report: reportZhCn,
  time: timeZhCn,
  bundle: bundleZhCn,
};
