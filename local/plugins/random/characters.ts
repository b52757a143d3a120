import { randomBytes, randomInt } from "node:crypto";

/** What a random string consists of, by the names of the official provider. */
export interface CharacterRules {
    length: number;
    upper: boolean;
    minUpper: number;
    lower: boolean;
    minLower: number;
    numeric: boolean;
    minNumeric: number;
    special: boolean;
    minSpecial: number;
    overrideSpecial?: string;
}

const upperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lowerCase = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const specialByDefault = "!@#$%&*()-_=+[]{}<>:?";

/** A string by the rules, from the system's cryptographic source. */
export function randomCharacters(rules: CharacterRules): string {
    const special = rules.overrideSpecial || specialByDefault;
    const all = [
        rules.upper ? upperCase : "",
        rules.lower ? lowerCase : "",
        rules.numeric ? digits : "",
        rules.special ? special : "",
    ].join("");
    const demanded = [
        ...pick(upperCase, rules.minUpper),
        ...pick(lowerCase, rules.minLower),
        ...pick(digits, rules.minNumeric),
        ...pick(special, rules.minSpecial),
    ];
    return shuffled([...demanded, ...pick(all, rules.length - demanded.length)]).join("");
}

function pick(characters: string, count: number): string[] {
    const from = [...characters];
    return Array.from({ length: count }, () => from[randomInt(from.length)] ?? "");
}

function shuffled(items: string[]): string[] {
    // Keys of 8 bytes: two alike, which would keep their order, are not to be expected.
    const keyed = items.map((item) => ({ item, key: randomBytes(8).readBigUInt64BE() }));
    return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}
