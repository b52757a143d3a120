import assert from "node:assert/strict";
import {
    cosignArguments,
    type SignatureArgs,
    signatureProblems,
    signerText,
} from "../../../components/model/image-signature";
import { problemText } from "../../../components/model/problem";

const image = `ghcr.io/team/server@sha256:${"0a".repeat(32)}`;
const keyless = {
    certificateIdentity: "https://github.com/team/server/.github/workflows/release.yml@refs/tags/v1",
    certificateOidcIssuer: "https://token.actions.githubusercontent.com",
};

describe("arguments of cosign", () => {
    it("verify by a key", () =>
        assert.deepEqual(cosignArguments.verify(image, { key: "cosign.pub" }), ["verify", "--key=cosign.pub", image]));

    it("verify by who signed, and by who vouches for that", () =>
        assert.deepEqual(cosignArguments.verify(image, keyless), [
            "verify",
            `--certificate-identity=${keyless.certificateIdentity}`,
            `--certificate-oidc-issuer=${keyless.certificateOidcIssuer}`,
            image,
        ]));

    it("take an identity that begins with ^ for an expression", () => {
        const args = { ...keyless, certificateIdentity: "^https://github.com/team/" };
        assert.ok(
            cosignArguments.verify(image, args).includes("--certificate-identity-regexp=^https://github.com/team/"),
        );
    });

    it("leave the transparency log out at both ends when it is not wanted", () => {
        const args = { key: "a.pub", signingKey: "a.key", transparencyLog: false };
        assert.ok(cosignArguments.verify(image, args).includes("--insecure-ignore-tlog=true"));
        assert.ok(cosignArguments.sign(image, args).includes("--tlog-upload=false"));
        assert.ok(cosignArguments.attestSbom(image, "sbom.json", args).includes("--tlog-upload=false"));
        assert.ok(!cosignArguments.verify(image, { key: "a.pub" }).some((argument) => argument.includes("tlog")));
    });

    it("sign with the private key, and trust the public one", () => {
        const args = { key: "awskms:///alias/mcp", signingKey: "awskms:///alias/mcp-signing" };
        assert.deepEqual(cosignArguments.sign(image, args), [
            "sign",
            "--key=awskms:///alias/mcp-signing",
            "--yes",
            image,
        ]);
        assert.deepEqual(cosignArguments.verifySbom(image, args).slice(0, 3), [
            "verify-attestation",
            "--type=cyclonedx",
            "--key=awskms:///alias/mcp",
        ]);
    });
});

describe("signature", () => {
    const said = (args: SignatureArgs, exists = true) =>
        signatureProblems(args, () => exists).map((problem) => problemText("x", problem));

    it("is one by a key of a file or a KMS, or one by a named signer", () => {
        assert.deepEqual(said({ key: "cosign.pub" }), []);
        assert.deepEqual(said({ key: "awskms:///alias/mcp" }, false), []);
        assert.deepEqual(said(keyless), []);
    });

    const bad: [string, SignatureArgs, RegExp][] = [
        ["anybody's", {}, /key is not set; give key, or certificateIdentity/],
        ["by a key and by a signer", { key: "a.pub", ...keyless }, /it excludes certificateIdentity/],
        ["of a signer whom nobody vouches for", { certificateIdentity: "a@b.c" }, /go together/],
        ["of an expression that is none", { ...keyless, certificateIdentity: "^(" }, /and this is none/],
        ["made without a key to see it by", { ...keyless, signingKey: "a.key" }, /signingKey is "a.key"; it needs key/],
        ["of an SBOM without a key to sign it with", { key: "a.pub", sbom: true }, /attested with signingKey/],
    ];
    for (const [what, args, message] of bad) {
        it(`is not ${what}`, () => {
            const problems = said(args);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems.join(), message);
        });
    }

    it("is not by a key in a file that is not there", () =>
        assert.match(said({ key: "no.pub" }, false).join(), /no such file/));

    it("is told by its signer", () => {
        assert.equal(signerText({ key: "cosign.pub" }), "a signature by the key cosign.pub");
        assert.match(signerText(keyless), /release\.yml.* vouched for by https:\/\/token\.actions/);
    });
});
