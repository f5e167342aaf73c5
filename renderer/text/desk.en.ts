/** The words of the desk in English, by topic in `desk/`. */
import { bundleEn } from './desk/bundle.en.ts';
import { jobsEn } from './desk/jobs.en.ts';
import { reportEn } from './desk/report.en.ts';
import { rulesEn } from './desk/rules.en.ts';
import { sheetEn } from './desk/sheet.en.ts';
import { timeEn } from './desk/time.en.ts';

export const deskEn = {
  jobs: jobsEn,
  sheet: sheetEn,
  rules: rulesEn,
  report: reportEn,
  time: timeEn,
  bundle: bundleEn,
};
