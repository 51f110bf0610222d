export const title = "SDK connector";
export const description =
  "Segment's libraries send users, accounts and events with a connector's write key.";
