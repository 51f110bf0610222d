export const title = "Scores";
export const description = "Numbers from 0 to 100 by weighted rules, such as how well an account fits.";
