/** Errors of calls that ended before their permission mattered: removing the permission does not affect them. */
export const rejectedCodes = [
  "unauthorized",
  "key_expired",
  "key_disabled",
  "ip_not_allowed",
  "missing_permission",
  "https_required",
];
