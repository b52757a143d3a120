import assert from "node:assert/strict";
import { ensureSteps, inOrder, removeSteps } from "../../../local/graph";
import type { Step } from "../../../local/step";

const step = (name: string, needs: string[], ensure: () => Promise<void> = async () => {}): Step => ({
    name,
    title: name,
    needs,
    ensure,
});
const signal = new AbortController().signal;

describe("the graph of steps", () => {
    it("puts each step after those it needs", () => {
        const order = inOrder([step("pods", ["node", "dns"]), step("dns", ["node"]), step("node", [])]);
        assert.deepEqual(
            order.map(({ name }) => name),
            ["node", "dns", "pods"],
        );
    });

    it("refuses a need that no step has", () => {
        assert.throws(() => inOrder([step("dns", ["nod"])]), /step "dns" needs "nod", which is not among the steps/);
    });

    it("refuses steps that need each other", () => {
        assert.throws(() => inOrder([step("a", ["b"]), step("b", ["a"])]), /in a circle: a → b → a/);
    });

    it("starts a step as soon as what it needs is done, not later", async () => {
        const events: string[] = [];
        let finishSlow = () => {};
        const slow = new Promise<void>((resolve) => {
            finishSlow = resolve;
        });
        await ensureSteps(
            [
                step("slow", [], () => slow),
                step("quick", [], async () => void events.push("quick")),
                step("after quick", ["quick"], async () => {
                    events.push("after quick");
                    finishSlow();
                }),
            ],
            signal,
        );
        assert.deepEqual(events, ["quick", "after quick"]);
    });

    it("does not start what needs a failed step, and reports only the failure itself", async () => {
        let started = false;
        const failing = step("node", [], () => Promise.reject(new Error("no cgroups")));
        const dependent = step("dns", ["node"], async () => {
            started = true;
        });
        await assert.rejects(ensureSteps([failing, dependent], signal), { message: "node: no cgroups" });
        assert.equal(started, false);
    });

    it("removes last things first, and goes on after a failure", async () => {
        const removed: string[] = [];
        const removable = (name: string, needs: string[], error?: string): Step => ({
            ...step(name, needs),
            async remove() {
                removed.push(name);
                if (error) throw new Error(error);
            },
        });
        const steps = [removable("network", []), removable("node", ["network"], "still busy")];
        await assert.rejects(
            removeSteps(steps, () => {}),
            /node: still busy/,
        );
        assert.deepEqual(removed, ["node", "network"]);
    });
});
