export const title = "Websites";
export const description =
  "The websites whose visits are tracked: what a user did before signing in joins what they do after.";
