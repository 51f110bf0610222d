/** The line of an .env file that holds a key. */
export function envLine(key: string): string {
  return `API_KEY=${key}`;
}

/** The first call to make with a key: it works with whatever the application is allowed to do. */
export function validateCall(apiUrl: string, key: string): string {
  return `curl "${apiUrl}/validate" \\\n  -H "x-api-key: ${key}"`;
}
