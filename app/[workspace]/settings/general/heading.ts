export const title = "General";
export const description =
  "What this workspace is called, when its days begin, and how long it keeps its request logs.";
