import { destroyDevStack } from "../dev-stack";
import { environmentVariables, removeEnvironment } from "../environment";
import { rememberedTargets } from "../target";

/** `npm run dev:down`: leaves the machine as it was before `npm run dev`, but for Debian packages and the caches. */
export async function down(): Promise<void> {
    for (const target of rememberedTargets()) {
        console.log(`Destroying the dev stack on ${target.context}`);
        await destroyDevStack(target, environmentVariables(target));
    }
    await removeEnvironment((title) => process.stderr.isTTY && process.stderr.write(`removing: ${title}\u001b[K\r`));
    console.log("The local environment is gone; built tools stay in the cache.");
}
