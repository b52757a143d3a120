import assert from "node:assert/strict";
import { compareSync } from "bcryptjs";
import { forms } from "../../../local/plugins/random/id";
import { randomProvider } from "../../../local/plugins/random/provider";
import { handledProvider, type Properties, UNKNOWN } from "../../../local/plugins/shared";
import { withoutSecrets } from "../../../local/plugins/shared/values";
import { ProviderClient } from "./support/provider-client";

const PASSWORD = "random:index/randomPassword:RandomPassword";
const STRING = "random:index/randomString:RandomString";
const ID = "random:index/randomId:RandomId";

/** What the official plugin does is known from its recorded gRPC calls (pulumi-random, provider/testdata/recorded). */
describe("stand-in for the random plugin", () => {
    let client: ProviderClient;
    before(async () => {
        client = await ProviderClient.connect(handledProvider(randomProvider));
        await client.configure({});
    });
    after(() => client.close());

    const made = async (type: string, inputs: Properties) => {
        const { id, outputs } = await client.create(type, inputs);
        return { id, outputs, plain: withoutSecrets(outputs) as Properties };
    };

    it("gives a password the id none, its rules with defaults, a secret result and a secret bcrypt hash of it", async () => {
        const { id, outputs, plain } = await made(PASSWORD, { length: 16, minUpper: 2 });
        const { result, bcryptHash, ...rules } = plain;
        assert.equal(id, "none");
        assert.deepEqual(rules, {
            length: 16,
            lower: true,
            minLower: 0,
            minNumeric: 0,
            minSpecial: 0,
            minUpper: 2,
            number: true,
            numeric: true,
            special: true,
            upper: true,
        });
        assert.equal(String(result).length, 16);
        assert.notEqual(outputs.result, result, "the result is marked secret");
        assert.ok(compareSync(String(result), String(bcryptHash)));
        assert.match(String(bcryptHash), /^\$2[aby]\$10\$/);
    });

    it("keeps to length, minimums, classes and overrideSpecial", async () => {
        const rules = { length: 40, minUpper: 5, minNumeric: 7, minSpecial: 3, lower: false, overrideSpecial: "_-" };
        for (let round = 0; round < 20; round++) {
            const result = String((await made(STRING, rules)).plain.result);
            const count = (pattern: RegExp) => result.match(pattern)?.length ?? 0;
            assert.equal(result.length, 40);
            assert.equal(count(/[^A-Z0-9_-]/g), 0, result);
            assert.ok(count(/[A-Z]/g) >= 5 && count(/[0-9]/g) >= 7 && count(/[_-]/g) >= 3, result);
        }
    });

    it("uses every character of a class, wherever the minimums put them", async () => {
        const rules = { length: 2000, special: false, upper: false, numeric: false, lower: true };
        const seen = new Set(String((await made(STRING, rules)).plain.result));
        assert.equal(seen.size, 26);
        const firsts = new Set<string>();
        for (let round = 0; round < 40; round++) {
            firsts.add(String((await made(STRING, { length: 2, minUpper: 1, minNumeric: 1 })).plain.result).charAt(0));
        }
        assert.ok([...firsts].some((first) => /[0-9]/.test(first)) && [...firsts].some((first) => /[A-Z]/.test(first)));
    });

    it("makes a string its own id and no secret", async () => {
        const { id, outputs } = await made(STRING, { length: 16, special: false });
        assert.equal(outputs.result, id);
        assert.match(id, /^[A-Za-z0-9]{16}$/);
    });

    it("gives an id in every form, the prefix before each but the id", () => {
        // Of the official plugin's recording: 0x804b64d95fc65494.
        assert.deepEqual(forms(Buffer.from("804b64d95fc65494", "hex"), ""), {
            b64Std: "gEtk2V/GVJQ=",
            b64Url: "gEtk2V_GVJQ",
            dec: "9244593544885589140",
            hex: "804b64d95fc65494",
        });
        assert.equal(forms(Buffer.from([1, 0]), "x-").dec, "x-256");
    });

    it("names a RandomId by its bytes without the prefix", async () => {
        const { id, outputs } = await made(ID, { byteLength: 4, prefix: "p-" });
        assert.equal(outputs.b64Url, `p-${id}`);
        assert.match(String(outputs.hex), /^p-[0-9a-f]{8}$/);
    });

    it("replaces on any change, and not when a default is merely written down", async () => {
        const diff = (before: Properties, after: Properties) => client.diff(PASSWORD, "none", before, after);
        assert.deepEqual((await diff({ length: 8 }, { length: 9 })).replaces, ["length"]);
        const keepers = await diff({ length: 8, keepers: { v: "1" } }, { length: 8, keepers: { v: "2" } });
        assert.deepEqual(keepers.replaces, ["keepers.v"]);
        assert.deepEqual((await diff({ length: 8 }, { length: 8, special: true, keepers: {} })).detailed, {});
    });

    it("knows neither password nor hash in a preview", async () => {
        const { outputs } = await client.create(PASSWORD, { length: 8 }, { preview: true });
        assert.deepEqual([outputs.result, outputs.bcryptHash, outputs.length], [UNKNOWN, UNKNOWN, 8]);
    });

    const refusals: [string, string, Properties, RegExp][] = [
        ["a length below the sum of the minimums", PASSWORD, { length: 3, minUpper: 4 }, /must be at least 4/],
        [
            "no characters at all",
            STRING,
            { length: 3, upper: false, lower: false, numeric: false, special: false },
            /at least one/,
        ],
        ["a fraction", ID, { byteLength: 1.5 }, /whole number/],
        ["a missing length", PASSWORD, {}, /missing required property "length"/],
        ["a property of another type", STRING, { length: 3, min: 1 }, /does not implement "min"/],
    ];
    for (const [what, type, inputs, message] of refusals) {
        it(`refuses ${what}`, async () => {
            const { failures } = await client.check(type, inputs);
            assert.match(failures.map(({ reason }) => reason).join("\n"), message);
        });
    }

    it("refuses types that it does not implement", async () => {
        await assert.rejects(client.check("random:index/randomPet:RandomPet", {}), /does not implement this type/);
    });
});
