import type { PropertyValue } from "@/lib/contacts/schema/property";
import type { MeasureFact } from "./facts";
import type { Measure } from "./plan";
import { type Clock, parseDate, testValue } from "./value-test";

export type EventValues = { time: number; metadata: Readonly<Record<string, PropertyValue>> };

/** Takes the events of a measure's window, newest first, and computes its fact. */
export type EventReducer = {
  add: (event: EventValues) => void;
  /** Whether older events change nothing. */
  isSatisfied: () => boolean;
  finish: () => Omit<MeasureFact, "next">;
};

export function createReducer(measure: Measure, clock: Clock): EventReducer {
  let [count, oldest, newest]: [number, number | null, number | null] = [0, null, null];
  const fold = measure.of === "values" ? createFold(measure.formula, clock) : null;
  const limit =
    measure.of === "count" ? (measure.limit ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const passes = ({ metadata }: EventValues) =>
    measure.where.every(
      ({ name, test, not }) => testValue(getOwn(metadata, name), test, clock).holds !== not,
    );
  return {
    add: (event) => {
      if (count >= limit || !passes(event)) return;
      count += 1;
      oldest = event.time;
      newest ??= event.time;
      fold?.add(event);
    },
    isSatisfied: () => count >= limit || fold?.isSatisfied() === true,
    finish: () => ({ count, oldest, newest, value: fold?.finish() }),
  };
}

function getOwn(metadata: EventValues["metadata"], name: string): PropertyValue | undefined {
  return Object.hasOwn(metadata, name) ? metadata[name] : undefined;
}

type Formula = Extract<Measure, { of: "values" }>["formula"];
type Fold = {
  add: (event: EventValues) => void;
  isSatisfied: () => boolean;
  finish: () => PropertyValue | undefined;
};

const takesAll = () => false;

function createFold(formula: Formula, clock: Clock): Fold {
  switch (formula.function) {
    case "first":
    case "last": {
      let value: PropertyValue | undefined;
      const isLast = formula.function === "last";
      return {
        add: ({ time, metadata }) => {
          const found =
            formula.field === null ? new Date(time).toISOString() : getOwn(metadata, formula.field);
          if (found === undefined || (isLast && value !== undefined)) return;
          if (formula.field === null || hasType(found, formula.resultType, clock)) value = found;
        },
        isSatisfied: () => isLast && value !== undefined,
        finish: () => value,
      };
    }
    case "distinct": {
      const values = new Set<string>();
      return {
        add: ({ metadata }) => {
          const value = getOwn(metadata, formula.field);
          if (value !== undefined) values.add(JSON.stringify(value));
        },
        isSatisfied: takesAll,
        finish: () => values.size,
      };
    }
    default:
      return createNumberFold(formula.function, formula.field);
  }
}

function hasType(
  value: PropertyValue,
  type: "string" | "number" | "boolean" | "date",
  clock: Clock,
): boolean {
  if (type === "date") return typeof value === "string" && parseDate(value, clock.calendar) !== undefined;
  return typeof value === type;
}

/** Ignores values that are not numbers. */
function createNumberFold(name: "sum" | "average" | "min" | "max", field: string): Fold {
  const numbers = { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  return {
    add: ({ metadata }) => {
      const value = getOwn(metadata, field);
      if (typeof value !== "number") return;
      numbers.count += 1;
      numbers.sum += value;
      numbers.min = Math.min(numbers.min, value);
      numbers.max = Math.max(numbers.max, value);
    },
    isSatisfied: takesAll,
    finish: () => {
      if (name === "sum") return toFinite(numbers.sum);
      if (numbers.count === 0) return undefined;
      return name === "average" ? toFinite(numbers.sum / numbers.count) : numbers[name];
    },
  };
}

/** JSON has no infinite numbers: a sum beyond them is unknown. */
function toFinite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}
