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
export type Sample = { next: () => SampleStep | null; isFinished: () => boolean };

/** Divides the contacts of a workspace into steps of a few hundred, in random order. */
export function createSample(total: number): Sample {
  const steps: SampleStep[] = total <= maxSingleStep ? ["all"] : listSteps(total);
  let position = 0;
  return {
    next: () => {
      const step = steps[position] ?? null;
      position += 1;
      return step;
    },
    isFinished: () => position >= steps.length,
  };
}

function listSteps(total: number): SampleStep[] {
  const buckets = shuffle(characters.flatMap((a) => characters.map((b) => a + b)));
  const perBucket = total / buckets.length;
  if (perBucket <= contactsPerStep)
    return chunk(buckets, Math.floor(contactsPerStep / perBucket)).map((some) => ({
      buckets: some,
      slices: characters,
    }));
  const slices = chunk(
    characters,
    Math.max(1, Math.floor((characters.length * contactsPerStep) / perBucket)),
  );
  return shuffle(buckets.flatMap((bucket) => slices.map((some) => ({ buckets: [bucket], slices: some }))));
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function shuffle<Item>(items: Item[]): Item[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
  return items;
}
