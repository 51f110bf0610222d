/** What the first and the last visit of a user say, as properties of theirs. */
export const touchProperties = [
  ["first_channel", "First channel"],
  ["first_campaign", "First campaign"],
  ["last_channel", "Last channel"],
  ["last_campaign", "Last campaign"],
] as const;
