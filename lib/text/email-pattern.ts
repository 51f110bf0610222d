/**
 * Accepts every deliverable address: people have "&" in theirs, and Cyrillic domains end in "xn--p1ai". Without imports,
 * because the tracker's script bundles this file.
 */
export const emailPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

export const maxEmailLength = 254;
