/**
 * The configuration of zod, which reads it from this global: its function `config` would add 4 kB to each page. The content
 * security policy forbids `eval`, and browsers would report a violation when zod tests whether it may use it.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
