/** Limits of a message. No imports: the tracker bundles this file. */

/** Bytes of a message. */
export const maxMessageBytes = 65_536;

export const maxIdLength = 255;
export const maxEventNameLength = 100;
export const maxVerificationLength = 200;
export const maxUrlLength = 2_048;
export const maxTitleLength = 500;
export const maxParameterLength = 500;
