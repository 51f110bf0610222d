/** A row as the API shows it: a column that is NULL is absent. */
export function omitNulls<Row extends object>(row: Row): { [Column in keyof Row]: NonNullable<Row[Column]> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as never;
}
