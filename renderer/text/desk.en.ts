/** The words of the desk in English, by topic in `desk/`. */
import { jobsEn } from './desk/jobs.en.ts';
import { rulesEn } from './desk/rules.en.ts';
import { sheetEn } from './desk/sheet.en.ts';

export const deskEn = { jobs: jobsEn, sheet: sheetEn, rules: rulesEn };
