import { createHash } from "node:crypto";
import type { VerifiedToken, VerifyToken } from "./claims";

/** Verifies tokens, and remembers those that were good by their hashes: a token itself is kept nowhere. */
export class TokenCache {
    private readonly good = new Map<string, VerifiedToken>();
    private readonly verifying = new Map<string, Promise<VerifiedToken>>();

    /** @param capacity most tokens that are remembered; the oldest goes first */
    constructor(
        private readonly verify: VerifyToken,
        private readonly capacity: number,
    ) {}

    /** A token that was found good not long ago. */
    remembered(token: string): VerifiedToken | undefined {
        const key = hash(token);
        const found = this.good.get(key);
        if (found === undefined || Date.now() < found.goodUntil) return found;
        this.good.delete(key);
        return undefined;
    }

    /** Verifies a token, once for all who present it at the same time. */
    check(token: string): Promise<VerifiedToken> {
        const key = hash(token);
        const running = this.verifying.get(key);
        if (running !== undefined) return running;
        const verification = this.verify(token)
            .then((verified) => this.remember(key, verified))
            .finally(() => this.verifying.delete(key));
        this.verifying.set(key, verification);
        return verification;
    }

    /** Has every token verified anew. */
    clear(): void {
        this.good.clear();
    }

    private remember(key: string, verified: VerifiedToken): VerifiedToken {
        const [oldest] = this.good.keys();
        if (this.good.size >= this.capacity && oldest !== undefined) this.good.delete(oldest);
        if (Date.now() < verified.goodUntil) this.good.set(key, verified);
        return verified;
    }
}

function hash(token: string): string {
    return createHash("sha256").update(token).digest("base64");
}
