export const title = "General";
export const description = "What this workspace is called, and how long it keeps its request logs.";
