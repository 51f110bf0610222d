/** Limits of one call or collector message. Has no imports, because the tracker's script bundles it. */

/** Properties of a contact, or entries of an event's metadata. */
export const maxNames = 250;

/** Characters. */
export const maxNameLength = 100;

/** Characters of a string value. */
export const maxTextLength = 8_192;

export const maxListItems = 100;
