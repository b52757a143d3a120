import assert from "node:assert/strict";
import { streamVerdict } from "../../../../release/verify/checks/stream";
import type { Attempt } from "../../../../release/verify/finding";

const told = ({ verdict, found }: Attempt) => `${verdict}: ${found}`;

describe("verifying a stream", () => {
    const open = { status: 200, isEventStream: true, headMilliseconds: 10, bytesMilliseconds: 12 };

    it("passes when the route brings what the pod sends, as early", () => {
        assert.match(told(streamVerdict(open, { ...open, bytesMilliseconds: 60 }, "nginx")), /^ok: begins after 60 ms/);
        const silent = { ...open, bytesMilliseconds: undefined };
        assert.equal(streamVerdict(silent, silent, "alb").verdict, "ok");
        assert.match(told(streamVerdict(open, undefined, undefined)), /^ok: .* in the pod$/);
    });

    it("fails when the route keeps bytes back, ends the stream, or refuses it", () => {
        assert.match(told(streamVerdict(open, {}, "nginx")), /^failed: it is buffered/);
        const headOnly = { ...open, bytesMilliseconds: undefined };
        assert.match(told(streamVerdict(open, headOnly, "nginx")), /^failed: it is buffered/);
        assert.match(
            told(streamVerdict(open, { ...open, bytesMilliseconds: 3500 }, "none")),
            /^failed: it is buffered/,
        );
        assert.match(told(streamVerdict(open, { ...open, endMilliseconds: 900 }, "alb")), /^failed: it is cut/);
        assert.match(told(streamVerdict(open, { status: 502, headMilliseconds: 5 }, "alb")), /route answers 502/);
    });

    it("says so where a server has no stream to look at", () => {
        const cases = [
            {},
            { status: 405, isEventStream: false, headMilliseconds: 3 },
            { ...open, endMilliseconds: 20 },
        ];
        assert.deepEqual(
            cases.map((inPod) => streamVerdict(inPod, open, "nginx").verdict),
            cases.map(() => "skipped"),
        );
    });
});
