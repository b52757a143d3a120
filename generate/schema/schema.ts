import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { repositoryDir } from "../../local/paths";

/** Folder of the component package. */
export const packageDir = join(repositoryDir, "components");

/** Schema of the package, committed: what SDKs in other languages are made from. */
export const schemaFile = join(packageDir, "schema.json");

export const committedSchema = (): string => readFileSync(schemaFile, "utf8");

/** The schema as the engine sees it now; the variables say which Pulumi is asked. */
export async function currentSchema(env: Record<string, string> = {}): Promise<string> {
    const { stdout } = await execa("pulumi", ["package", "get-schema", packageDir], { env, cwd: repositoryDir });
    return `${stdout}\n`;
}
