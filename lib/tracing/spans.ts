import { singleton } from "@/lib/singleton";

/** Values of attributes come from closed sets: route patterns, methods, codes, ids of requests. */
type Attributes = Record<string, string | number>;

/** What a span tells when its work has ended. */
type Outcome = { attributes?: Attributes; isFailed?: boolean };

export type Tracing = {
  trace<Result>(name: string, work: () => Result | Promise<Result>): Result | Promise<Result>;
  /** A request, whose trace a `traceparent` in the headers continues. */
  traceRequest<Result>(
    name: string,
    headers: Headers,
    work: () => Promise<Result>,
    toOutcome: (result: Result) => Outcome,
  ): Promise<Result>;
};

const holder = singleton<{ tracing?: Tracing }>("tracing", () => ({}));

/** Undefined while traces are off. */
export function getTracing(): Tracing | undefined {
  return holder.tracing;
}

export function setTracing(tracing: Tracing): void {
  holder.tracing = tracing;
}

/** Runs the work in a span of the current request. */
export function inSpan<Result>(name: string, work: () => Result | Promise<Result>): Result | Promise<Result> {
  return holder.tracing ? holder.tracing.trace(name, work) : work();
}
