import assert from "node:assert/strict";
import { succeeded } from "../../support/stack";

const progress = `Updating (routes):

 +  pulumi:pulumi:Stack mcp-eks-routes creating (0s)
 +  kubernetes:apps/v1:Deployment demo creating (0s)
 +  kubernetes:apps/v1:Deployment demo **creating failed** error: the Deployment is not available
`;
const diagnostics = `Diagnostics:
  kubernetes:apps/v1:Deployment (demo):
    error: the Deployment is not available
  pulumi:pulumi:Stack (mcp-eks-routes):
    error: update failed
`;
const rest = `Outputs:
    endpoints: {
        demo: { url: "http://localhost:8080/demo/mcp" }
    }

Resources:
    + 20 created
    1 errored
`;

const message = (text: string): string => {
    try {
        succeeded({ exitCode: 1, text });
    } catch (error) {
        return (error as Error).message;
    }
    return "it succeeded";
};

describe("a failed run of pulumi", () => {
    it("is told by its diagnostics, then by what was done before them, without outputs", () => {
        assert.equal(
            message(`${progress}\n${diagnostics}\n${rest}`),
            `pulumi failed with exit code 1:\n${diagnostics.trimEnd()}\n\nBefore it:\n${progress}\n`,
        );
    });

    it("is told by its error where a diff has no section for it", () => {
        const diff = "Previewing update (routes):\n~ kubernetes:apps/v1:Deployment: (update)\n";
        assert.equal(
            message(`${diff}error: no changes were expected but changes were proposed\n`),
            `pulumi failed with exit code 1:\nerror: no changes were expected but changes were proposed\n\nBefore it:\n${diff}`,
        );
    });

    it("is told as it is when it names no error", () => {
        assert.equal(message("Killed\n"), "pulumi failed with exit code 1:\nKilled\n");
    });

    it("is not made of one that went well", () => {
        const run = { exitCode: 0, text: `${progress}\n${rest}` };
        assert.equal(succeeded(run), run);
    });
});
