/** Limits of what one call or message may carry. Without imports, because the tracker's script bundles this file. */

/** Properties, and entries of metadata. */
export const maxNames = 250;

/** Characters of a property's name. */
export const maxNameLength = 100;

/** Characters of a text. */
export const maxTextLength = 8_192;

/** Items of a list. */
export const maxListItems = 100;
