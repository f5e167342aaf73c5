/** Stands for a secret that is set, wherever settings are shown. */
export const HIDDEN = '(hidden)';
