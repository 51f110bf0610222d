/** What the official SDKs put on the wire, byte for byte, as it was recorded from them. */

type Headers = Record<string, string>;

/** The headers that each SDK sends, in its order and spelling; `Host` and `Content-Length` come on top. */
export const headersOf = {
  /** @journyio/sdk 3.1.0, which is the one on npm. */
  npm: (key: string): Headers => ({ "x-api-key": key, "content-type": "application/json" }),
  /** The later versions of it. */
  node: (key: string): Headers => ({
    "x-api-key": key,
    "user-agent": "js-sdk/3.4.0",
    "content-type": "application/json",
  }),
  php: (key: string, hasBody: boolean): Headers => ({
    Accept: "*/*",
    ...(hasBody && { "content-type": "application/json" }),
    "user-agent": "php-sdk/3.1.2",
    "x-api-key": key,
  }),
  python: (key: string): Headers => ({
    "user-agent": "python-sdk/2.3.1",
    "Accept-Encoding": "gzip, deflate",
    Accept: "*/*",
    Connection: "keep-alive",
    "content-type": "application/json",
    "x-api-key": key,
  }),
};

export type Sdk = keyof typeof headersOf;
export type SdkRequest = [line: string, status: number, body: string | undefined];

/** The requests of one SDK, each with the status that a success has. */
export function requestsOf(sdk: Sdk): SdkRequest[] {
  const reads = readLines.map((line): SdkRequest => [line, 200, undefined]);
  const writes = Object.entries(bodies[sdk]).map(
    ([line, body]): SdkRequest => [line, statusOf[line] ?? 201, body],
  );
  return [...reads, ...writes];
}

const readLines = ["GET /validate", "GET /tracking/snippet?domain=acme-inc.com"];

/** Other than 201. */
const statusOf: Record<string, number> = {
  "DELETE /users": 202,
  "DELETE /accounts": 202,
  "POST /accounts/users/remove": 204,
};

const bodies: Record<Sdk, Record<string, string>> = {
  npm: {
    "POST /events":
      '{"identification":{"user":{"userId":"1"}},"name":"login","triggeredAt":"2026-11-24T09:30:00.000Z","metadata":{"count":"3","paid":"true"}}',
    "POST /users/upsert":
      '{"identification":{"userId":"1","email":"kim@acme-inc.com"},"properties":{"seats":"399","paid":"true","since":"1970-01-01T00:00:00.000Z","tags":["a","b"],"empty":""}}',
    "POST /accounts/upsert":
      '{"identification":{"accountId":"7","domain":"acme-inc.com"},"properties":{"seats":"399"},"members":[{"identification":{"userId":"1"}},{"identification":{"email":"lee@acme-inc.com"}}]}',
    "POST /link": '{"deviceId":"cookie","identification":{"userId":"1"}}',
  },
  node: {
    "POST /track":
      '{"identification":{"user":{"userId":"1","email":"kim@acme-inc.com"},"account":{"accountId":"7","domain":"acme-inc.com"}},"name":"login","triggeredAt":"2026-11-24T09:30:00.000Z","metadata":{"n":1,"b":true,"d":"1970-01-01T00:00:00.000Z"}}',
    "POST /users/upsert":
      '{"identification":{"userId":"1"},"properties":{"seats":399,"paid":true,"since":"1970-01-01T00:00:00.000Z","gone":null,"tags":["a"],"empty":""}}',
    "POST /accounts/upsert": '{"identification":{"accountId":"7","domain":"acme-inc.com"}}',
    "POST /accounts/users/add":
      '{"account":{"accountId":"7","domain":"acme-inc.com"},"users":[{"identification":{"userId":"1","email":"kim@acme-inc.com"}}]}',
    "POST /accounts/users/remove":
      '{"account":{"accountId":"7","domain":"acme-inc.com"},"users":[{"identification":{"userId":"1","email":"kim@acme-inc.com"}}]}',
    "POST /link": '{"deviceId":"cookie","identification":{"email":"kim@acme-inc.com"}}',
    "DELETE /users": '{"identification":{"userId":"1"}}',
    "DELETE /accounts": '{"identification":{"domain":"acme-inc.com"}}',
  },
  php: {
    "POST /track":
      '{"name":"login \\u00e9","identification":{"user":{"userId":"1","email":"kim@acme-inc.com"},"account":{"accountId":"7","domain":"acme-inc.com"}},"triggeredAt":"2026-11-24T11:30:00+02:00","metadata":{"n":1,"f":1.5,"b":true,"d":"2026-11-24T00:00:00+00:00","url":"https:\\/\\/acme-inc.com\\/"}}',
    "POST /users/upsert":
      '{"identification":{"userId":"1","email":"kim@acme-inc.com"},"properties":{"full_name":"\\u00dcnal","seats":399,"gone":null,"tags":["a","b"],"empty":"","since":"2026-11-24T00:00:00+00:00"}}',
    "POST /accounts/upsert": '{"identification":{"accountId":"7","domain":"acme-inc.com"},"properties":[]}',
    "POST /accounts/users/add":
      '{"account":{"accountId":"7"},"users":[{"identification":{"userId":"1"}},{"identification":{"email":"lee@acme-inc.com"}}]}',
    "POST /accounts/users/remove":
      '{"account":{"accountId":"7"},"users":[{"identification":{"userId":"1"}}]}',
    "POST /link": '{"deviceId":"cookie","identification":{"userId":"1"}}',
    "DELETE /users": '{"identification":{"userId":"1"}}',
    "DELETE /accounts": '{"identification":{"domain":"acme-inc.com"}}',
  },
  python: {
    "POST /track":
      '{"identification": {"user": {"email": "kim@acme-inc.com", "userId": "1"}, "account": {"domain": "acme-inc.com", "accountId": "7"}}, "name": "login", "metadata": {"count": 3, "isdemo": true, "note": "\\u00e9/\\""}, "triggeredAt": "2026-11-24T09:30:00.123456"}',
    "POST /users/upsert":
      '{"identification": {"email": "kim@acme-inc.com", "userId": "1"}, "properties": {"full_name": "Kim", "since": "2026-11-24T09:30:00.123456", "gone": null, "tags": ["a", "b"], "seats": 2, "paid": true}}',
    "POST /accounts/upsert":
      '{"identification": {"domain": "acme-inc.com", "accountId": "7"}, "properties": {}}',
    "POST /accounts/users/add":
      '{"account": {"domain": "acme-inc.com", "accountId": "7"}, "users": [{"identification": {"email": "kim@acme-inc.com", "userId": "1"}}, {"identification": {"userId": "2"}}]}',
    "POST /accounts/users/remove":
      '{"account": {"domain": "acme-inc.com", "accountId": "7"}, "users": [{"identification": {"email": "kim@acme-inc.com", "userId": "1"}}]}',
    "POST /link": '{"deviceId": "cookie", "identification": {"email": "kim@acme-inc.com", "userId": "1"}}',
    "DELETE /users": '{"identification": {"email": "kim@acme-inc.com", "userId": "1"}}',
    "DELETE /accounts": '{"identification": {"domain": "acme-inc.com", "accountId": "7"}}',
  },
};

/** What they sent before their version 3 (Python's before 2): each names who is meant beside the rest. */
export const olderRequests: [sdk: string, ...SdkRequest][] = [
  [
    "Node 2.0.1",
    "POST /users/upsert",
    201,
    '{"email":"kim@acme-inc.com","userId":"1","properties":{"full_name":"Kim","seats":"399","paid":"true"}}',
  ],
  [
    "Node 2.0.1",
    "POST /accounts/upsert",
    201,
    '{"accountId":"7","name":"Acme","properties":{"seats":"399"},"members":["1","2"]}',
  ],
  [
    "Node 2.0.1",
    "POST /events",
    201,
    '{"identification":{"userId":"1","accountId":"7"},"name":"login","triggeredAt":"2026-11-24T09:30:00.000Z","metadata":{"n":"1"}}',
  ],
  ["Node 2.0.1", "POST /link", 201, '{"deviceId":"cookie","userId":"1"}'],
  [
    "PHP 2.0.0",
    "POST /users/upsert",
    201,
    '{"userId":"1","email":"kim@acme-inc.com","properties":{"full_name":"Kim","seats":"399","paid":"true"}}',
  ],
  [
    "PHP 2.0.0",
    "POST /accounts/upsert",
    201,
    '{"accountId":"7","name":"Acme","properties":[],"members":["1","2"]}',
  ],
  [
    "PHP 2.0.0",
    "POST /events",
    201,
    '{"name":"login","identification":{"userId":"1","accountId":"7"},"recordedAt":"2026-11-24T11:30:00+02:00"}',
  ],
  ["PHP 2.0.0", "POST /link", 201, '{"deviceId":"cookie","userId":"1"}'],
  [
    "Python 1.1.1",
    "POST /users/upsert",
    201,
    '{"email": "kim@acme-inc.com", "userId": "1", "properties": {"full_name": "Kim", "seats": 399, "paid": true}}',
  ],
  [
    "Python 1.1.1",
    "POST /accounts/upsert",
    201,
    '{"accountId": "7", "name": "Acme", "properties": {"seats": 399}, "members": ["1", "2"]}',
  ],
  [
    "Python 1.1.1",
    "POST /events",
    201,
    '{"identification": {"userId": "1", "accountId": "7"}, "name": "login", "metadata": {}, "triggeredAt": "2026-11-24T09:30:00"}',
  ],
  ["Python 1.1.1", "POST /link", 201, '{"deviceId": "cookie", "userId": "1"}'],
];
