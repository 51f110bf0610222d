/** "1 application", "1,200 applications" */
export function countApplications(count: number): string {
  return count === 1 ? "1 application" : `${count.toLocaleString("en")} applications`;
}
