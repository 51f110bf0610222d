// The screens of the log read these too, so they stand apart from what runs on the server alone.

/** The place of something that must not be kept. */
export const removedPlaceholder = "[removed]";

/** The place of a value whose name says that it is secret. It does not tell of what type that was. */
export const maskedPlaceholder = "[masked]";
