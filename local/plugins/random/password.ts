import { hash } from "bcryptjs";
import { type CheckFailure, type Properties, type ResourceHandler, secret, UNKNOWN } from "../shared";
import { type CharacterRules, randomCharacters } from "./characters";
import { replaceOnAnyChange } from "./keepers";

const inputs = [
    "keepers",
    "length",
    "lower",
    "minLower",
    "minNumeric",
    "minSpecial",
    "minUpper",
    "number",
    "numeric",
    "overrideSpecial",
    "special",
    "upper",
] as const;

/** bcrypt reads no more than this of what it hashes. */
const bcryptBytes = 72;
/** Of golang.org/x/crypto/bcrypt, as the official provider hashes. */
const bcryptCost = 10;

const classes = ["upper", "lower", "numeric", "special"] as const;
const minimums = ["minUpper", "minLower", "minNumeric", "minSpecial"] as const;

/** Inputs as the official provider keeps them in its outputs. `number` is the old name of `numeric`. */
export function withDefaults(given: Properties): Properties {
    const numeric = given.numeric ?? given.number ?? true;
    return {
        ...{ upper: true, lower: true, special: true, minUpper: 0, minLower: 0, minNumeric: 0, minSpecial: 0 },
        ...given,
        numeric,
        number: numeric,
    };
}

function checkRules(given: Properties): CheckFailure[] {
    const rules = withDefaults(given);
    if (Object.values(rules).includes(UNKNOWN)) return [];
    const failures: CheckFailure[] = [];
    const fail = (property: string, reason: string) => failures.push({ property, reason });
    const wholeNumber = (name: string, least: number) => {
        const value = rules[name];
        if (typeof value === "number" && Number.isInteger(value) && value >= least) return true;
        fail(name, `${name} is ${JSON.stringify(value)}; it must be a whole number of at least ${least}`);
        return false;
    };
    const sum = minimums.reduce((total, name) => total + Number(rules[name]), 0);
    const numbersValid = [wholeNumber("length", 1), ...minimums.map((name) => wholeNumber(name, 0))].every(Boolean);
    if (numbersValid && Number(rules.length) < sum) {
        fail("length", `length is ${rules.length}; it must be at least ${sum}, the sum of ${minimums.join(", ")}`);
    }
    if (given.number !== undefined && given.numeric !== undefined && given.number !== given.numeric) {
        fail("numeric", "number and numeric are two names for one thing and differ; set numeric alone");
    }
    if (!classes.some((name) => rules[name])) {
        fail("upper", `no characters are allowed: at least one of ${classes.join(", ")} must be true`);
    }
    return failures;
}

const common = {
    inputs,
    required: ["length"],
    check: checkRules,
    diff: (request) => replaceOnAnyChange(request, withDefaults),
} satisfies Partial<ResourceHandler<undefined>>;

function result(given: Properties): { outputs: Properties; value: string } {
    const outputs = withDefaults(given);
    return { outputs, value: randomCharacters(outputs as unknown as CharacterRules) };
}

export const randomPassword: ResourceHandler<undefined> = {
    ...common,
    type: "random:index/randomPassword:RandomPassword",
    computed: ["result", "bcryptHash"],
    async create(request) {
        const { outputs, value } = result(request.inputs);
        const hashed = Buffer.from(value).subarray(0, bcryptBytes).toString();
        return {
            id: "none",
            outputs: { ...outputs, result: secret(value), bcryptHash: secret(await hash(hashed, bcryptCost)) },
        };
    },
};

/** The same, for values that are no secret: they are the resource's id. */
export const randomString: ResourceHandler<undefined> = {
    ...common,
    type: "random:index/randomString:RandomString",
    computed: ["result"],
    async create(request) {
        const { outputs, value } = result(request.inputs);
        return { id: value, outputs: { ...outputs, result: value } };
    },
};
