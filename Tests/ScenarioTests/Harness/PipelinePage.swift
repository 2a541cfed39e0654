import Foundation

/// What `docs/pipeline.md` shows of a host: the lines of its code blocks, and its tables.
struct PipelinePage {
    /// A command line and what the page says that it prints.
    struct Command {
        let line: String
        let output: [String]
    }

    /// Each line as ovs-ofctl prints it.
    private(set) var flows: [String] = []
    private(set) var groups: [String] = []
    /// A meter and its band, which ovs-ofctl prints as two lines, as one.
    private(set) var meters: [String] = []
    private(set) var commands: [Command] = []
    /// Lines of code blocks that are none of those.
    private(set) var others: [String] = []
    /// The number and name of each table that has a section.
    let tables: [Int: String]
    /// The number and name of each port that is explained.
    let ports: [Int: String]

    init() throws {
        try self.init(String(contentsOfFile: "\(Programs.repository)/docs/pipeline.md", encoding: .utf8))
    }

    init(_ text: String) {
        tables = Dictionary(
            text.matches(of: #/\n## Table (\d+), ([a-z-]+)\n/#).compactMap { match in
                Int(match.1).map { ($0, String(match.2)) }
            }
        ) { $1 }
        ports = Dictionary(
            text.matches(of: #/Port (\d+) is `([a-z0-9.-]+)`/#).compactMap { match in
                Int(match.1).map { ($0, String(match.2)) }
            }
        ) { $1 }
        // Every second piece is a block.
        for (position, block) in text.components(separatedBy: "```").enumerated() where position % 2 == 1 {
            read(block.split(separator: "\n").map(String.init))
        }
    }

    private mutating func read(_ block: [String]) {
        if let first = block.first, first.hasPrefix("$ ") {
            commands.append(Command(line: String(first.dropFirst(2)), output: Array(block.dropFirst())))
            return
        }
        for line in block {
            if line.hasPrefix("cookie=") {
                flows.append(line)
            } else if line.hasPrefix("group_id=") {
                groups.append(line)
            } else if line.hasPrefix("meter=") {
                meters.append(line)
            } else if line.hasPrefix("type="), let meter = meters.popLast() {
                meters.append("\(meter) \(line)")
            } else {
                others.append(line)
            }
        }
    }
}
