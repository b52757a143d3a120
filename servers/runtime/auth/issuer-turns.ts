import { longestWaitMilliseconds } from "./fetch-json";
import { AuthServerUnavailable } from "./refusal";

/** How many refused tokens of an address are counted already. */
export interface Counted {
    consumedPoints: number;
}

/** Ends a turn, once the token is judged and counted. */
export type EndTurn = () => void;

interface Lane<Count> {
    /** Turns that have not ended. */
    taken: number;
    /** In the order in which they came. */
    waiting: Set<(decision: EndTurn | Count) => void>;
    serving: boolean;
    /** Whether somebody came or ended since the count was asked for. */
    changed: boolean;
}

/**
 * Turns to ask the issuer about a token, by address. Each counts as refused until it proves otherwise: however many come at
 * once, no more are asked about than may be refused. Who finds no turn free waits, as those before may have good tokens.
 */
export class IssuerTurns<Count extends Counted> {
    private readonly lanes = new Map<string, Lane<Count>>();

    /**
     * @param most tokens of an address that may be refused
     * @param counted what was refused of an address; never rejects
     */
    constructor(
        private readonly most: number,
        private readonly counted: (address: string) => Promise<Count | undefined>,
        private readonly longestMilliseconds = longestWaitMilliseconds,
    ) {}

    /** A turn; or the count, when it is used up. Rejects when the issuer is too slow with those before. */
    take(address: string): Promise<EndTurn | Count> {
        const lane = this.laneOf(address);
        return new Promise((resolve, reject) => {
            const decide = (decision: EndTurn | Count) => {
                clearTimeout(timer);
                resolve(decision);
            };
            const timer = setTimeout(() => {
                lane.waiting.delete(decide);
                reject(new AuthServerUnavailable("the issuer is still being asked about other tokens of the address"));
            }, this.longestMilliseconds);
            lane.waiting.add(decide);
            void this.serve(address, lane);
        });
    }

    private laneOf(address: string): Lane<Count> {
        const lane = this.lanes.get(address) ?? { taken: 0, waiting: new Set(), serving: false, changed: false };
        this.lanes.set(address, lane);
        return lane;
    }

    /** One at a time for an address, so that no two read the same count and both take what is left. */
    private async serve(address: string, lane: Lane<Count>): Promise<void> {
        lane.changed = true;
        if (lane.serving) return;
        lane.serving = true;
        while (lane.changed && lane.waiting.size > 0) {
            lane.changed = false;
            // As it is before the count: a turn that ends meanwhile may not be in it, and has this go round again.
            const { taken } = lane;
            const counted = await this.counted(address);
            this.decide(address, lane, taken, counted);
        }
        lane.serving = false;
        if (lane.taken === 0 && lane.waiting.size === 0) this.lanes.delete(address);
    }

    private decide(address: string, lane: Lane<Count>, taken: number, counted: Count | undefined): void {
        const left = this.most - (counted?.consumedPoints ?? 0);
        let free = left - taken;
        for (const decide of lane.waiting) {
            if (counted && left <= 0) decide(counted);
            else if (free > 0) {
                free -= 1;
                lane.taken += 1;
                decide(() => {
                    lane.taken -= 1;
                    void this.serve(address, lane);
                });
            } else break;
            lane.waiting.delete(decide);
        }
    }
}
