/** Names of the few messages between preload and main. */

export const CHOOSE_ISO = 'fieldboot:choose-iso';
export const CONNECTION = 'fieldboot:connection';
