import type { Change } from "./changes";
import { valueAt } from "./property-path";
import { unknownText } from "./wire-values";

/** Which image a server gets. */
export interface ImageChange {
    /** Undefined for a server that is new. */
    before: string | undefined;
    /** By digest; where it is built, what it is built as. */
    after: string;
}

const imagePath = "spec.template.spec.containers[0].image";

/** What the changes of a server do to its image; undefined when it stays. */
export function imageChange(changes: Change[]): ImageChange | undefined {
    // A canary beside it has a Deployment of its own, under another name.
    const deployment = changes.find(
        ({ resource: { type, name, server } }) => type === "kubernetes:apps/v1:Deployment" && name === server,
    );
    if (deployment === undefined || deployment.action === "delete") return undefined;
    const changed = deployment.properties.find(({ path }) => path === imagePath);
    if (deployment.action !== "create" && changed === undefined) return undefined;
    const after = String(changed?.after ?? valueAt(deployment.inputs, imagePath));
    return {
        before: changed?.before === undefined ? undefined : String(changed.before),
        after: after === unknownText ? (builtAs(changes) ?? unknownText) : after,
    };
}

function builtAs(changes: Change[]): string | undefined {
    const image = changes.find(({ resource }) => resource.type === "docker:index/image:Image");
    const name = valueAt(image?.inputs, "imageName");
    return typeof name === "string" && name !== unknownText ? `${name}, built by the update` : undefined;
}
