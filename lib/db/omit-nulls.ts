/** Converts a row to the API's form: NULL columns are absent. */
export function omitNulls<Row extends object>(row: Row): { [Column in keyof Row]: NonNullable<Row[Column]> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as never;
}
