import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { environmentVariables } from "../../local/environment";
import { repositoryDir } from "../../local/paths";
import { pluginSteps } from "../../local/plugins";
import { currentSchema, schemaFile } from "./schema";

/** `npm run schema`: writes the package's schema anew. Needs Pulumi and its language host only, nothing that runs. */
async function main(): Promise<void> {
    const report = (text: string) => process.stderr.write(`${text}\n`);
    for (const step of pluginSteps) await step.ensure({ report, signal: new AbortController().signal });
    writeFileSync(schemaFile, await currentSchema(environmentVariables()));
    report(`wrote ${relative(repositoryDir, schemaFile)}`);
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
