/** The words of the desk in English, by topic in `desk/`. */
import { jobsEn } from './desk/jobs.en.ts';
import { sheetEn } from './desk/sheet.en.ts';

export const deskEn = { jobs: jobsEn, sheet: sheetEn };
