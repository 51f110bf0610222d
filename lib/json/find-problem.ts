import type { Issue } from "@/lib/errors";
import { JsonScanner } from "@/lib/json/scanner";
import { isStorable } from "@/lib/text/storable";
import { notStorableMessage } from "@/lib/text/text";

/** Objects and lists within each other. */
export const maxDepth = 32;

/** Values of one list or one object. No endpoint takes more. */
export const maxChildren = 1_000;

/** Values of a body: more than the 250 properties with 100 items each that one call may set. */
export const maxValues = 50_000;

/** Integers beyond 2^53 of a body: parsing each exactly takes microseconds. */
export const maxLargeIntegers = 1_000;

type Findings = {
  /** The first one. */
  problem?: Issue;
  /** The text exceeds a bound on the work that a body may cause. The rest of it has not been read. */
  exceedsBound: boolean;
  /** Integers that a double may not represent exactly. */
  largeIntegers: [start: number, end: number][];
};

/** An open object with its names so far, or an open list; `key` is the name or index of the current value. */
type Level = { names: Set<string>; key: string } | { names?: never; key: number };

/**
 * Checks what JSON.parse does not, up to the first exceeded bound. In text that is not JSON the other findings mean
 * nothing: JSON.parse must reject it.
 */
export function findJsonProblem(text: string): Findings {
  const findings: Findings = { exceedsBound: false, largeIntegers: [] };
  const levels: Level[] = [];
  let level: Level | undefined;
  let values = 0;

  const report = (message: string | undefined) => {
    if (message) findings.problem ??= { path: toPath(levels), message };
  };
  const reportBound = (message: string): Findings => ({
    ...findings,
    problem: { path: toPath(levels), message },
    exceedsBound: true,
  });

  const scanner = new JsonScanner(text);
  while (scanner.next()) {
    switch (scanner.token) {
      case "name": {
        const name = readString(scanner);
        if (name === undefined) return findings;
        if (!level?.names) break;
        level.key = name;
        report(level.names.has(name) ? "This name comes twice in one object." : toTextProblem(name));
        level.names.add(name);
        break;
      }
      case "string": {
        const string = readString(scanner);
        if (string === undefined) return findings;
        report(toTextProblem(string));
        break;
      }
      case "{":
      case "[":
        level = scanner.token === "{" ? { names: new Set(), key: "" } : { key: 0 };
        levels.push(level);
        if (levels.length > maxDepth)
          return reportBound(`This lies deeper than ${maxDepth} objects and lists.`);
        break;
      case "}":
      case "]":
        levels.pop();
        level = levels.at(-1);
        break;
      case ",":
        values += 1;
        if (typeof level?.key === "number") level.key += 1;
        if (level && countChildren(level) >= maxChildren)
          return reportBound(
            `A list or an object may have ${maxChildren.toLocaleString("en")} values at most.`,
          );
        if (values >= maxValues)
          return reportBound(`A body may have ${maxValues.toLocaleString("en")} values at most.`);
        break;
      case "scalar": {
        const { raw } = scanner;
        const number = Number(raw);
        if (number === Infinity || number === -Infinity) report("This number is too large.");
        else if (!Number.isSafeInteger(number) && /^-?\d+$/.test(raw)) {
          findings.largeIntegers.push([scanner.start, scanner.end]);
          if (findings.largeIntegers.length > maxLargeIntegers)
            return reportBound(
              `A body may have ${maxLargeIntegers.toLocaleString("en")} numbers beyond 2^53 at most.`,
            );
        }
      }
    }
  }
  return findings;
}

/** Values so far, without the current one. */
function countChildren(level: Level): number {
  return level.names ? level.names.size : level.key;
}

/** Undefined if an escape is invalid. */
function readString(scanner: JsonScanner): string | undefined {
  try {
    return scanner.string;
  } catch {
    return undefined;
  }
}

function toTextProblem(text: string): string | undefined {
  return isStorable(text) ? undefined : notStorableMessage;
}

function toPath(levels: Level[]): string {
  return levels.map(({ key }) => key).join(".");
}
