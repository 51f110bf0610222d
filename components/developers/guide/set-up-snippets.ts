import type { CodeTab } from "@/components/ui/code/code-tabs";

export type SetUp = {
  name: string;
  /** The command that installs the SDK. Null for curl. */
  install: string | null;
  code: string;
};

/** Returns a first call in each language. It works with any key: curl contains `key`, the SDKs read it from the environment. */
export function listSetUps(apiUrl: string, key = "$API_KEY"): SetUp[] {
  return [
    { name: "curl", install: null, code: toValidateCommand(apiUrl, key) },
    {
      name: "Node.js",
      // The SDK reports every error as UnknownError unless @journyio/http has the SDK's own version.
      install: "npm install @journyio/sdk @journyio/http@2.0.1",
      code: `import { HttpClientNode } from "@journyio/http";
import { Client } from "@journyio/sdk";

const client = new Client(new HttpClientNode(5000), {
  apiKey: process.env.API_KEY,
  rootUrl: "${apiUrl}",
});

const result = await client.getApiKeyDetails();
console.log(result.success ? result.data.permissions : result.error);`,
    },
    {
      name: "PHP",
      install: "composer require journy-io/sdk kriswallsmith/buzz nyholm/psr7",
      code: `use Buzz\\Client\\Curl;
use JournyIO\\SDK\\Client;
use Nyholm\\Psr7\\Factory\\Psr17Factory;

$factory = new Psr17Factory();
$http = new Curl($factory, ["timeout" => 5]);
$client = new Client($http, $factory, $factory, [
    "apiKey" => getenv("API_KEY"),
    "rootUrl" => "${apiUrl}",
]);

$call = $client->getApiKeyDetails();
print_r($call->succeeded() ? $call->result()->getPermissions() : $call->errors());`,
    },
    {
      name: "Python",
      install: "pip install journyio-sdk",
      code: `import os

from journyio.client import Client, Config
from journyio.httpclient import HttpClientRequests
from journyio.results import Success

config = Config(os.environ["API_KEY"], "${apiUrl}")
client = Client(HttpClientRequests(), config)

result = client.get_api_key_details()
print(result.data if isinstance(result, Success) else result.error)`,
    },
  ];
}

/** Returns the set-ups as tabs, each with its installation. */
export function listSetUpTabs(apiUrl: string, key?: string): CodeTab[] {
  return listSetUps(apiUrl, key).map(({ name, install, code }) => ({
    name,
    blocks: [
      ...(install ? [{ label: `Installation for ${name}`, code: install }] : []),
      { label: `First call with ${name}`, code },
    ],
  }));
}

/** A write with an idempotency key. */
export function toRepeatableCommand(apiUrl: string): string {
  const body = { identification: { user: { userId: "20" } }, name: "signed_in" };
  return `curl "${apiUrl}/track" \\
  -H "x-api-key: $API_KEY" \\
  -H "Idempotency-Key: 0b0e6a4e-6a53-4f3a-9f0c-2f6f6f1f6f0e" \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify(body)}'`;
}

/** GET /validate, which succeeds with every key. */
export function toValidateCommand(apiUrl: string, key: string): string {
  return `curl "${apiUrl}/validate" \\\n  -H "x-api-key: ${key}"`;
}
