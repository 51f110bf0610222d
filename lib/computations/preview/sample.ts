/** The characters of ULIDs. */
export const characters = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
const contactsPerStep = 400;
/** Up to this many contacts, one step takes all. */
const maxSingleStep = 2_000;

/**
 * The last three characters of an id are random. Contacts whose last two are one of `buckets`, which an index finds, and
 * whose third last is one of `slices`.
 */
export type SampleStep = { buckets: readonly string[]; slices: readonly string[] } | "all";
export type Sample = {
  /** About as many contacts; null if none is left. */
  next: (contacts?: number) => SampleStep | null;
  isFinished: () => boolean;
};

/** Divides the contacts of a workspace into steps, in random order. */
export function createSample(total: number): Sample {
  const buckets = shuffle(characters.flatMap((a) => characters.map((b) => a + b)));
  const perBucket = total / buckets.length;
  let [bucket, slice] = [0, 0];
  function next(contacts = contactsPerStep): SampleStep | null {
    if (bucket >= buckets.length) return null;
    if (total <= maxSingleStep) {
      bucket = buckets.length;
      return "all";
    }
    if (slice === 0 && contacts >= perBucket) {
      const some = buckets.slice(bucket, bucket + Math.floor(contacts / perBucket));
      bucket += some.length;
      return { buckets: some, slices: characters };
    }
    const size = Math.max(1, Math.floor((characters.length * contacts) / perBucket));
    const step = {
      buckets: buckets.slice(bucket, bucket + 1),
      slices: characters.slice(slice, slice + size),
    };
    slice += size;
    if (slice >= characters.length) [bucket, slice] = [bucket + 1, 0];
    return step;
  }
  return { next, isFinished: () => bucket >= buckets.length };
}

function shuffle<Item>(items: Item[]): Item[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
  return items;
}
