export const title = "General";
export const description = "Name, time zone, keys, sign-in, and retention of request logs.";
