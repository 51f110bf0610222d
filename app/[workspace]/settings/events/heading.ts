export const title = "Events";
export const description = "What users and accounts do: sent by the API and by websites.";
