import CommandLine
import Glibc

/// `weft openflow decode`: what OpenFlow messages say. Works without a server.
enum OpenFlowCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "openflow", summary: "Read OpenFlow messages.",
            subcommands: [
                Command(
                    "decode", summary: "Decode messages in hexadecimal, a line each, to a line of JSON each.",
                    discussion: """
                        Reads standard input to its end. A message of OpenFlow 1.3, 1.4 or 1.5 becomes
                        {"ok":true,"version","type","text","hex"}: the text as `ovs-ofctl ofp-print`
                        prints it, and the bytes encoded anew from what was decoded. Anything else becomes
                        {"ok":false,"error","offset"}, with the byte at which it is wrong. Blanks
                        between digits do not count. Exit code 1: some line was no message.

                        Example: echo 0602000800000001 | weft openflow decode
                        """
                ) { invocation in
                    try decode(to: try open(invocation).console)
                }
            ])
    }

    private static func decode(to console: any Console) throws(Failure) -> ExitCode {
        var decoding = LineDecoding()
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileReader.unreadable("-", errno) }
            if count == 0 { decoding.finish() } else { decoding.append(chunk[..<count]) }
            let text = decoding.takeOutput()
            if !text.isEmpty { console.write(String(decoding: text, as: UTF8.self)) }
            if count == 0 { return decoding.isEveryLineGood ? .success : .negative }
        }
    }
}
