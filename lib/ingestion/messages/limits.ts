/** Messages of a batch. */
export const maxBatchMessages = 2_500;

/** Bytes of the UTF-8 of a message. */
export const maxBytesPerMessage = 32_768;

/** Characters of the name of an event, a page or a screen. */
export const maxSentNameLength = 255;
