export const title = "Your account";
export const description =
  "Your name, how you sign in, and where you are signed in. The same in all workspaces.";
