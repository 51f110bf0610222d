export const title = "Health";
export const description =
  "Who does well and who is at risk. Good is checked first, then bad, otherwise the health is normal.";
