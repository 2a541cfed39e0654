import Wire

/// What a paused packet goes on with: NXCPT_* of Open vSwitch, which its own versions may change.
private struct Continuation {
    var bridge: [UInt8] = []
    /// The top comes first.
    var stack: [[UInt8]] = []
    var mirrors: UInt32 = 0
    var isTracked = false
    var port: UInt32 = 0
    /// Actions of one flow, with its table and cookie.
    var groups: [(table: UInt8, cookie: UInt64, actions: [Action])] = []
    var actionSet: [Action] = []
    private var table: UInt8 = 0
    private var cookie: UInt64 = 0

    /// Reads as far as it understands.
    init(_ bytes: [UInt8], version: OpenFlowVersion) {
        var reader = ByteReader(bytes.span.bytes)
        do {
            while !reader.isAtEnd {
                try Property.next(from: &reader) { (type, value) throws(WireError) in
                    try read(type, &value, version: version)
                }
            }
        } catch {
            // The rest is another version's.
        }
    }

    private mutating func read(
        _ type: UInt16, _ value: inout ByteReader, version: OpenFlowVersion
    ) throws(WireError) {
        switch type {
        case 0x8000: bridge = try value.readBytes(16)
        case 0x8001: stack.append(try value.readBytes(value.remaining))
        case 0x8002: mirrors = try value.read()
        case 0x8003: isTracked = true
        case 0x8004: table = try value.read()
        case 0x8005:
            try value.skip(4)
            cookie = try value.read()
        case 0x8006: groups.append((table, cookie, try Self.actions(&value, version: version)))
        case 0x8007: actionSet = try Self.actions(&value, version: version)
        case 0x8008: port = try value.read()
        default: break
        }
    }

    /// They start at a multiple of eight.
    private static func actions(
        _ value: inout ByteReader, version: OpenFlowVersion
    ) throws(WireError) -> [Action] {
        try value.skip(4)
        return try Action.list(from: &value, version: version)
    }
}

extension TextWriter {
    mutating func write(continuation bytes: [UInt8], version: OpenFlowVersion) {
        if bytes.isEmpty { return }
        let continuation = Continuation(bytes, version: version)
        if continuation.bridge.contains(where: { $0 != 0 }) { write(bridge: continuation.bridge) }
        if !continuation.stack.isEmpty {
            write(" continuation.stack=(top)")
            for value in continuation.stack {
                write(" ")
                write(number: value)
            }
            write(" (bottom)\n")
        }
        if continuation.mirrors != 0 {
            write(" continuation.mirrors=")
            write(hexadecimal: continuation.mirrors)
            write("\n")
        }
        if continuation.isTracked { write(" continuation.conntracked=true\n") }
        if !continuation.groups.isEmpty { write(groupsOf: continuation) }
        if !continuation.actionSet.isEmpty {
            write(" continuation.action_set=")
            write(continuation.actionSet)
            write("\n")
        }
        if continuation.port != 0 {
            write(" continuation.odp_port=")
            write(decimal: continuation.port)
            write("\n")
        }
    }

    private mutating func write(groupsOf continuation: Continuation) {
        var separator: StaticString = " continuation.actions=unroll_xlate(table="
        for group in continuation.groups {
            write(separator)
            separator = ",unroll_xlate(table="
            write(decimal: group.table)
            write(", cookie=")
            write(decimal: group.cookie)
            write(")")
            if group.actions.isEmpty { continue }
            write(",")
            write(group.actions)
        }
        write("\n")
    }

    private mutating func write(bridge bytes: [UInt8]) {
        write(" continuation.bridge=")
        for index in bytes.indices {
            if [4, 6, 8, 10].contains(index) { write("-") }
            // Four words in the order of the switch's machine, which is little-endian wherever it runs today.
            write(digits: UInt64(bytes[index ^ 3]), count: 2)
        }
        write("\n")
    }
}
