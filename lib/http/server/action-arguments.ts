const maxArguments = 20;
const maxDepth = 32;
/** Repeated values. React counts their array items again, up to a limit. */
const maxRepeats = 5;

/** React's encoding of undefined, NaN, infinities, dates, bigints and escaped "$". */
const specialValue = /^\$(?:\$.*|undefined|NaN|Infinity|-Infinity|-0|D[\dTZ:.+-]{1,40}|n-?\d{1,300})$/s;
/** A repeated value: "$0:1:name" is the property `name` of the second argument. */
const repeat = /^\$0((?::[^:]+)+)$/;

/**
 * Whether React can decode the arguments of a server action. For others Next answers 200 or 500 and prints a stack.
 * Only plain JSON is accepted: no files, forms, maps, streams or functions.
 */
export function areActionArguments(text: string): boolean {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return false;
  }
  if (!Array.isArray(list) || list.length > maxArguments) return false;
  const visited = new Set<unknown>();
  let repeats = 0;
  const isRepeat = (value: string): boolean => {
    const path = repeat.exec(value)?.[1]?.slice(1).split(":");
    repeats += 1;
    return path !== undefined && repeats <= maxRepeats && visited.has(readPath(list, path));
  };
  const isDecodable = (value: unknown, depth: number): boolean => {
    if (typeof value === "string")
      return !value.startsWith("$") || specialValue.test(value) || isRepeat(value);
    if (typeof value !== "object" || value === null) return true;
    const decodable = depth < maxDepth && Object.values(value).every((part) => isDecodable(part, depth + 1));
    visited.add(value);
    return decodable;
  };
  return isDecodable(list, 0);
}

function readPath(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    root,
  );
}
