/**
 * The control API: every value that crosses a process boundary, and every call, by topic in `contract/`.
 *
 * The window, the command line and scripts all speak this over HTTP on loopback. Shapes stay stable: fields may be
 * added, none is renamed or removed. No `node:` import: the window uses these files as they are.
 */
export { HIDDEN } from '../images/hidden.ts';
export { REPORT_LANGUAGES } from '../jobs/report-words.ts';
export { type ProblemView, problemSchema, type Route } from './contract/common.ts';
export * from './contract/decisions.ts';
export * from './contract/events.ts';
export * from './contract/interfaces.ts';
export * from './contract/jobs.ts';
export * from './contract/loaders.ts';
export * from './contract/machines.ts';
export * from './contract/media.ts';
export * from './contract/policy.ts';
export * from './contract/profiles.ts';
export * from './contract/routes.ts';
export * from './contract/serving.ts';
