export const title = "General";
export const description = "Name, time zone, lifetime of keys, and retention of request logs.";
