/** The part of analytics-node 6.2.0 that the tests call. The package has no types. */
declare module "analytics-node" {
  type Call = (message: object, callback?: (error?: unknown) => void) => unknown;

  export default class Analytics {
    constructor(
      writeKey: string,
      options: { host: string; flushAt?: number; errorHandler?: (error: never) => void },
    );
    identify: Call;
    group: Call;
    track: Call;
    page: Call;
    screen: Call;
    alias: Call;
    flush(): Promise<unknown>;
  }
}
