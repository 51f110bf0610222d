export const title = "API access";
export const description =
  "The applications that may call the API of this workspace, each with a key of its own.";
