// gRPC refuses messages above 4 MB by default; the engine itself sends and takes up to 400 MB.
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

export const messageLimits = {
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
};
