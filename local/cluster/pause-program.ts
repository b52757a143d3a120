/**
 * The program of the sandbox container that holds a pod's namespaces: it sleeps for ever. Upstream's is a C program in an image
 * that cannot be pulled here, and nothing says that this machine has a C compiler; so these are the few machine instructions.
 */
const code: Partial<Record<NodeJS.Architecture, { machine: number; instructions: number[] }>> = {
    x64: {
        machine: 0x3e,
        instructions: [
            ...[0xb8, 34, 0, 0, 0], // mov eax, 34 (pause)
            ...[0x0f, 0x05], // syscall
            ...[0xeb, 0xf7], // jmp to the first instruction
        ],
    },
    arm64: {
        machine: 0xb7,
        instructions: [
            ...[0x00, 0x00, 0x80, 0xd2], // mov x0, 0
            ...[0x01, 0x00, 0x80, 0xd2], // mov x1, 0
            ...[0x02, 0x00, 0x80, 0xd2], // mov x2, 0
            ...[0x03, 0x00, 0x80, 0xd2], // mov x3, 0
            ...[0x28, 0x09, 0x80, 0xd2], // mov x8, 73 (ppoll of nothing, without a timeout)
            ...[0x01, 0x00, 0x00, 0xd4], // svc 0
            ...[0xfa, 0xff, 0xff, 0x17], // b to the first instruction
        ],
    },
};

const headerBytes = 64;
const programHeaderBytes = 56;
const loadAddress = 0x400000;

/** An ELF executable, static and without sections: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
export function pauseProgram(architecture: NodeJS.Architecture): Buffer {
    const target = code[architecture];
    if (!target) {
        const known = Object.keys(code).join(", ");
        throw new Error(`the embedded Kubernetes runs on ${known}; this machine is ${architecture}`);
    }
    const codeOffset = headerBytes + programHeaderBytes;
    const size = codeOffset + target.instructions.length;
    const elf = Buffer.alloc(size);
    elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // magic, 64-bit, little-endian, version
    elf.writeUInt16LE(2, 16); // executable
    elf.writeUInt16LE(target.machine, 18);
    elf.writeUInt32LE(1, 20); // version
    elf.writeBigUInt64LE(BigInt(loadAddress + codeOffset), 24); // entry
    elf.writeBigUInt64LE(BigInt(headerBytes), 32); // where the program header is
    elf.writeUInt16LE(headerBytes, 52);
    elf.writeUInt16LE(programHeaderBytes, 54);
    elf.writeUInt16LE(1, 56); // one program header

    const segment = elf.subarray(headerBytes);
    segment.writeUInt32LE(1, 0); // load
    segment.writeUInt32LE(5, 4); // readable, executable
    segment.writeBigUInt64LE(BigInt(loadAddress), 16);
    segment.writeBigUInt64LE(BigInt(loadAddress), 24);
    segment.writeBigUInt64LE(BigInt(size), 32);
    segment.writeBigUInt64LE(BigInt(size), 40);
    segment.writeBigUInt64LE(0x1000n, 48); // alignment

    elf.set(target.instructions, codeOffset);
    return elf;
}
