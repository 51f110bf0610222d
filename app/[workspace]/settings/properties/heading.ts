export const title = "Properties";
export const description =
  "What is known of users and accounts: sent by the API and websites, built in, or computed.";
