export const title = "Contacts";
export const description =
  "The users and accounts of your product, with everything that was sent or computed.";
