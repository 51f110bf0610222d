import fc from "fast-check";

/** `npm run test:deep` runs many cases for minutes, to find rare faults. `npm test` runs few. */
export const isDeep = process.env.TEST_DEEP === "1";

/** The seed of all property tests of a file: new for each run, or TEST_SEED to repeat a run. */
export const seed = readSeed();

fc.configureGlobal({ seed, reporter: throwRepeatable });

export { fc };

export function numRuns({ usual, deep }: { usual: number; deep: number }): number {
  return isDeep ? deep : usual;
}

/** Any text, including lone surrogates. `unit: "binary"` of fast-check takes seconds to start. */
export function anyText(maxLength = 10): fc.Arbitrary<string> {
  const codePoint = fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.nat(0x10ffff));
  return fc.array(codePoint, { maxLength }).map((codePoints) => String.fromCodePoint(...codePoints));
}

/** Prints the seed at the start, for tests that may hang or crash before they fail. */
export function printSeed(): void {
  console.log(`TEST_SEED=${seed}`);
}

export const howToRepeat = `Repeat these cases with ${isDeep ? "TEST_DEEP=1 " : ""}TEST_SEED=${seed}.`;

function throwRepeatable<Values>(run: fc.RunDetails<Values>): void {
  if (run.failed)
    throw new Error(`${fc.defaultReportMessage(run)}\n\n${howToRepeat}`, { cause: run.errorInstance });
}

function readSeed(): number {
  const given = process.env.TEST_SEED;
  if (!given) return Math.floor(Math.random() * 2 ** 31);
  const number = Number(given);
  if (!Number.isInteger(number)) throw new Error(`TEST_SEED must be an integer; this is '${given}'.`);
  return number;
}
