/**
 * Accepts every deliverable email, such as with "&" or a domain in "xn--p1ai". This file has no imports, because the
 * tracker's script bundles it.
 */
export const emailPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

export const maxEmailLength = 254;
