/** Hours of activity in the list of applications. */
export const recentHours = 36;

/** An hour's calls by outcome. A tuple is shorter than an object in JSON. */
export type HourCounts = [ok: number, clientError: number, serverError: number];

/** Hours by application id, the current hour last. */
export type RecentActivity = Record<string, HourCounts[]>;
