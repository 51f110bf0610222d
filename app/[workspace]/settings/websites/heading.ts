export const title = "Websites";
export const description = "Websites whose visits are tracked, before and after a user signs in.";
