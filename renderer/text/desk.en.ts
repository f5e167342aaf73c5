/** The words of the desk in English, by topic in `desk/`. */
import { jobsEn } from './desk/jobs.en.ts';

export const deskEn = { jobs: jobsEn };
