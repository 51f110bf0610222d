import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Pool } from "pg";

/**
 * Runs Prisma's migration engine as WebAssembly from npm: the prisma command would download a binary. It writes the same
 * `_prisma_migrations`, so `prisma migrate deploy` agrees with it.
 */
export async function withSchemaEngine<T>(
  url: string,
  schema: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loading;
  const pool = new Pool({ connectionString: url });
  const adapter = new WholeScriptAdapter(pool);
  const factory = bindMigrationAwareSqlAdapterFactory(adapter);
  try {
    const engine = await bindings.SchemaEngine.new(
      { datamodels: [["schema.prisma", schema]] },
      () => {},
      factory,
    );
    return await work(engine);
  } catch (error) {
    // The engine's error lacks the database's message.
    throw adapter.scriptError ?? error;
  } finally {
    // Ends the connection, which releases the engine's advisory lock.
    await pool.end();
  }
}

/**
 * Sends a migration as one script. Prisma's adapter splits it at each semicolon, even inside a function. PostgreSQL runs a
 * script as one transaction, together with the update of finished_at: an interruption leaves both undone.
 */
class WholeScriptAdapter extends PrismaPg {
  scriptError: unknown;

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter
        .underlyingDriver()
        .query(`${script}\n;${finish}`)
        .catch((error: unknown) => {
          this.scriptError = error;
          throw error;
        });
    };
    return adapter;
  }
}

const finish = `
  UPDATE "_prisma_migrations" SET "finished_at" = now() WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`;

const loading = load();

async function load(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const source = await readFile(file.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(source, { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === "function") start();
}
