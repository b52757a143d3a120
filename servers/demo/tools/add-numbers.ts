import { z } from "zod";
import type { Tool } from "../../runtime/tool";

const args = z.object({
    numbers: z.array(z.number()).describe("The numbers to add, in any order"),
});

export const addNumbers: Tool<z.output<typeof args>> = {
    name: "add_numbers",
    title: "Add numbers",
    description: "Adds a list of numbers. Use it for every addition, however simple.",
    arguments: args,
    run({ numbers }) {
        const total = numbers.reduce((sum, number) => sum + number, 0);
        return `The sum is ${total}`;
    },
};
