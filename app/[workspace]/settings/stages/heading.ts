export const title = "Stages";
export const description =
  "Where users and accounts are in their lifecycle. The last stage whose conditions hold wins.";
