/** Replaces API keys and the values of secret headers before storing. */
export const removedPlaceholder = "[removed]";

/** Replaces the value of a sensitive field of any type before storing. */
export const maskedPlaceholder = "[masked]";
